package dev.weir.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import dev.weir.local.sqlfilter.CorrelationFilter;
import dev.weir.local.sqlfilter.RuleFilter;
import dev.weir.local.sqlfilter.SqlAction;
import dev.weir.local.sqlfilter.SqlFilter;
import dev.weir.local.sqlfilter.SystemProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The entities of {@code contract/*.json} as the local services take them; of the form, what those files use. */
final class ConfiguredEntities {
    private ConfiguredEntities() {}

    static void createIn(LocalServices services) {
        JsonNode namespace = read("servicebus.json").at("/UserConfig/Namespaces/0");
        services.serviceBus()
                .create(
                        list(namespace, "Queues").map(ConfiguredEntities::queue).toList(),
                        list(namespace, "Topics").map(ConfiguredEntities::topic).toList());
        list(read("eventhubs.json").at("/UserConfig/NamespaceConfig/0"), "Entities")
                .map(ConfiguredEntities::hub)
                .forEach(services.eventHubs()::createHub);
    }

    private static QueueSettings queue(JsonNode queue) {
        JsonNode properties = queue.path("Properties");
        QueueSettings settings = QueueSettings.of(name(queue)).with(entity -> entity(entity, properties));
        return properties.path("RequiresDuplicateDetection").asBoolean()
                ? settings.withDuplicateDetection(duration(properties, "DuplicateDetectionHistoryTimeWindow"))
                : settings;
    }

    private static TopicSettings topic(JsonNode topic) {
        return TopicSettings.of(
                        name(topic),
                        list(topic, "Subscriptions")
                                .map(ConfiguredEntities::subscription)
                                .toArray(SubscriptionSettings[]::new))
                .withDefaultTimeToLive(duration(topic.path("Properties"), "DefaultMessageTimeToLive"));
    }

    private static SubscriptionSettings subscription(JsonNode subscription) {
        SubscriptionSettings settings = SubscriptionSettings.of(name(subscription))
                .with(entity -> entity(entity, subscription.path("Properties")));
        List<RuleSettings> rules =
                list(subscription, "Rules").map(ConfiguredEntities::rule).toList();
        return rules.isEmpty() ? settings : settings.withRules(rules.toArray(RuleSettings[]::new));
    }

    private static RuleSettings rule(JsonNode rule) {
        JsonNode properties = rule.path("Properties");
        RuleFilter filter = properties.has("SqlFilter")
                ? SqlFilter.parse(properties.at("/SqlFilter/SqlExpression").asText())
                : correlation(properties.path("CorrelationFilter"));
        return properties.has("Action")
                ? RuleSettings.of(
                        name(rule),
                        filter,
                        SqlAction.parse(properties.at("/Action/SqlExpression").asText()))
                : RuleSettings.of(name(rule), filter);
    }

    private static RuleFilter correlation(JsonNode filter) {
        Map<SystemProperty, String> system = new HashMap<>();
        if (filter.has("Label")) {
            system.put(SystemProperty.LABEL, filter.path("Label").asText());
        }
        if (filter.has("CorrelationId")) {
            system.put(
                    SystemProperty.CORRELATION_ID, filter.path("CorrelationId").asText());
        }
        Map<String, Object> user = new HashMap<>();
        filter.path("Properties")
                .properties()
                .forEach(entry -> user.put(entry.getKey(), entry.getValue().asText()));
        return new CorrelationFilter(system, user);
    }

    private static EntitySettings entity(EntitySettings defaults, JsonNode properties) {
        EntitySettings settings = defaults.withMaxDeliveryCount(
                        properties.path("MaxDeliveryCount").asInt())
                .withLockDuration(duration(properties, "LockDuration"))
                .withDefaultTimeToLive(duration(properties, "DefaultMessageTimeToLive"));
        if (properties.path("RequiresSession").asBoolean()) {
            settings = settings.withSessions();
        }
        if (properties.path("DeadLetteringOnMessageExpiration").asBoolean()) {
            settings = settings.withDeadLetteringOnExpiration();
        }
        if (properties.has("ForwardTo")) {
            settings = settings.withForwardTo(properties.path("ForwardTo").asText());
        }
        if (properties.has("ForwardDeadLetteredMessagesTo")) {
            settings = settings.withForwardDeadLettersTo(
                    properties.path("ForwardDeadLetteredMessagesTo").asText());
        }
        return settings;
    }

    private static HubSettings hub(JsonNode hub) {
        return HubSettings.of(name(hub), hub.path("PartitionCount").asInt())
                .withConsumerGroups(list(hub, "ConsumerGroups")
                        .map(ConfiguredEntities::name)
                        .toArray(String[]::new));
    }

    private static String name(JsonNode entity) {
        return entity.path("Name").asText();
    }

    private static Duration duration(JsonNode properties, String name) {
        return Duration.parse(properties.path(name).asText());
    }

    private static Stream<JsonNode> list(JsonNode parent, String name) {
        return StreamSupport.stream(parent.path(name).spliterator(), false);
    }

    private static JsonNode read(String file) {
        try (InputStream stream = ConfiguredEntities.class.getResourceAsStream("/contract/" + file)) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
