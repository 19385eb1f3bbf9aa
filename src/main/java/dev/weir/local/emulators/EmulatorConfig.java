package dev.weir.local.emulators;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SystemProperty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The entities that local services start with.
 *
 * @param queues of the Service Bus
 * @param topics of the Service Bus, with their subscriptions and rules
 * @param hubs of the Event Hubs
 */
public record EmulatorConfig(List<QueueSettings> queues, List<TopicSettings> topics, List<HubSettings> hubs) {
    /** The largest file that is read. */
    public static final int MAX_BYTES = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public EmulatorConfig {
        queues = List.copyOf(queues);
        topics = List.copyOf(topics);
        hubs = List.copyOf(hubs);
    }

    /** Entities to begin with: queues, one of them with sessions, topics with subscriptions and rules, hubs. */
    public static EmulatorConfig builtIn() {
        return new EmulatorConfig(
                List.of(
                        QueueSettings.of("ci-events"),
                        QueueSettings.of("fleet-positions"),
                        QueueSettings.of("orders").withSessions()),
                List.of(
                        TopicSettings.of(
                                "alerts",
                                SubscriptionSettings.of("all"),
                                SubscriptionSettings.of("urgent")
                                        .withRules(RuleSettings.of(
                                                "urgent",
                                                SqlFilter.parse("priority >= 5 OR sys.Label = 'urgent'"),
                                                SqlAction.parse("SET urgent = TRUE")))),
                        TopicSettings.of(
                                "builds",
                                SubscriptionSettings.of("all"),
                                SubscriptionSettings.of("failed")
                                        .withRules(RuleSettings.of(
                                                "failed",
                                                new CorrelationFilter(
                                                        Map.of(SystemProperty.LABEL, "failed"), Map.of()))))),
                List.of(HubSettings.of("telemetry", 4).withConsumerGroups("dashboard"), HubSettings.of("clicks", 2)));
    }

    /**
     * Reads files of either emulator, and puts their entities together.
     *
     * @throws InvalidConfigException when one cannot be read, with all findings of all files
     */
    public static EmulatorConfig read(List<Path> files) {
        List<QueueSettings> queues = new ArrayList<>();
        List<TopicSettings> topics = new ArrayList<>();
        List<HubSettings> hubs = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (Path file : files) {
            try {
                EmulatorConfig config = parse(file.toString(), bytes(file));
                queues.addAll(config.queues);
                topics.addAll(config.topics);
                hubs.addAll(config.hubs);
            } catch (InvalidConfigException e) {
                findings.addAll(e.findings());
            }
        }
        if (!findings.isEmpty()) {
            throw new InvalidConfigException(findings);
        }
        return new EmulatorConfig(queues, topics, hubs);
    }

    /** These entities and the others. */
    public EmulatorConfig plus(EmulatorConfig others) {
        return new EmulatorConfig(both(queues, others.queues), both(topics, others.topics), both(hubs, others.hubs));
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        List<T> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** What does not go together: names that are there twice, and forwarding to what is not there. */
    public List<String> conflicts() {
        return Conflicts.of(this);
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new InvalidConfigException(List.of(file + ": cannot be read ("
                    + e.getClass().getSimpleName() + "): expected the Config.json of an emulator"));
        }
    }

    /**
     * Reads the text of one file.
     *
     * @param source what findings call it
     * @throws InvalidConfigException when it cannot be used
     */
    public static EmulatorConfig parse(String source, byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new InvalidConfigException(List.of(source + ": expected at most " + MAX_BYTES + " bytes"));
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
            throw new InvalidConfigException(List.of(source + place + ": not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new InvalidConfigException(List.of(source + ": not JSON: " + e.getMessage()));
        }
        List<String> findings = new ArrayList<>();
        EmulatorConfig config = new ConfigReader(new Findings(source, findings)).read(root);
        if (!findings.isEmpty()) {
            throw new InvalidConfigException(findings);
        }
        return config;
    }
}
