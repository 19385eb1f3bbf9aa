package dev.weir.local.emulators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a file of either emulator; which of them, its keys say. What it leaves out is as the emulators have it. */
final class ConfigReader {
    private static final Duration TIME_TO_LIVE = Duration.ofHours(1);
    private static final Duration WINDOW = Duration.ofSeconds(20);
    private static final Duration LOCK = Duration.ofMinutes(1);
    private static final int MAX_DELIVERIES = 3;
    private static final int MAX_MESSAGES = 1_000_000;
    private static final long MAX_BYTES = 512L << 20;

    private final Findings findings;
    private final List<QueueSettings> queues = new ArrayList<>();
    private final List<TopicSettings> topics = new ArrayList<>();
    private final List<HubSettings> hubs = new ArrayList<>();

    ConfigReader(Findings findings) {
        this.findings = findings;
    }

    EmulatorConfig read(JsonNode root) {
        ConfigObject file = new ConfigObject(root, "", findings).only("UserConfig", "$schema");
        if (!file.has("UserConfig")) {
            file.report("expected the key 'UserConfig'");
            return config();
        }
        ConfigObject user = file.object("UserConfig").only("Namespaces", "Logging", "NamespaceConfig", "LoggingConfig");
        if (user.has("Namespaces") == user.has("NamespaceConfig")) {
            user.report("expected either 'Namespaces' (Service Bus) or 'NamespaceConfig' (Event Hubs)");
        }
        List<ConfigObject> namespaces = user.objects("Namespaces");
        List<ConfigObject> hubNamespaces = user.objects("NamespaceConfig");
        if (namespaces.size() + hubNamespaces.size() > 1) {
            user.report("expected one namespace, but found " + (namespaces.size() + hubNamespaces.size()));
        }
        namespaces.forEach(this::serviceBus);
        hubNamespaces.forEach(this::eventHubs);
        return config();
    }

    private EmulatorConfig config() {
        return new EmulatorConfig(queues, topics, hubs);
    }

    private void serviceBus(ConfigObject namespace) {
        namespace.only("Name", "Queues", "Topics");
        namespace.objects("Queues").forEach(queue -> queue(queue).ifPresent(queues::add));
        namespace.objects("Topics").forEach(topic -> topic(topic).ifPresent(topics::add));
    }

    private Optional<QueueSettings> queue(ConfigObject queue) {
        ConfigObject properties = queue.only("Name", "Properties")
                .object("Properties")
                .only(
                        "DeadLetteringOnMessageExpiration",
                        "DefaultMessageTimeToLive",
                        "DuplicateDetectionHistoryTimeWindow",
                        "ForwardDeadLetteredMessagesTo",
                        "ForwardTo",
                        "LockDuration",
                        "MaxDeliveryCount",
                        "RequiresDuplicateDetection",
                        "RequiresSession");
        Optional<String> name = queue.required("Name");
        Optional<Duration> window = window(properties);
        Optional<EntitySettings> entity = entity(properties);
        return name.isEmpty() || entity.isEmpty()
                ? Optional.empty()
                : queue.make(() -> new QueueSettings(name.get(), entity.get(), window, false, MAX_MESSAGES, MAX_BYTES));
    }

    private static Optional<EntitySettings> entity(ConfigObject properties) {
        Duration lock = properties.duration("LockDuration").orElse(LOCK);
        int deliveries = properties.number("MaxDeliveryCount", MAX_DELIVERIES);
        boolean sessions = properties.flag("RequiresSession", false);
        Duration timeToLive = properties.duration("DefaultMessageTimeToLive").orElse(TIME_TO_LIVE);
        boolean deadLettering = properties.flag("DeadLetteringOnMessageExpiration", false);
        Optional<String> forwardTo = properties.text("ForwardTo");
        Optional<String> forwardDeadLettersTo = properties.text("ForwardDeadLetteredMessagesTo");
        return properties.make(() -> new EntitySettings(
                lock, deliveries, sessions, timeToLive, deadLettering, forwardTo, forwardDeadLettersTo));
    }

    private static Optional<Duration> window(ConfigObject properties) {
        Optional<Duration> window = properties.duration("DuplicateDetectionHistoryTimeWindow");
        return properties.flag("RequiresDuplicateDetection", false)
                ? Optional.of(window.orElse(WINDOW))
                : Optional.empty();
    }

    private Optional<TopicSettings> topic(ConfigObject topic) {
        ConfigObject properties = topic.only("Name", "Properties", "Subscriptions")
                .object("Properties")
                .only("DefaultMessageTimeToLive", "DuplicateDetectionHistoryTimeWindow", "RequiresDuplicateDetection");
        Optional<String> name = topic.required("Name");
        Optional<Duration> window = window(properties);
        Duration timeToLive = properties.duration("DefaultMessageTimeToLive").orElse(TIME_TO_LIVE);
        List<SubscriptionSettings> subscriptions = new ArrayList<>();
        topic.objects("Subscriptions")
                .forEach(subscription -> subscription(subscription).ifPresent(subscriptions::add));
        return name.flatMap(text -> topic.make(
                () -> new TopicSettings(text, timeToLive, window, false, MAX_MESSAGES, MAX_BYTES, subscriptions)));
    }

    private Optional<SubscriptionSettings> subscription(ConfigObject subscription) {
        ConfigObject properties = subscription
                .only("Name", "Properties", "Rules")
                .object("Properties")
                .only(
                        "DeadLetteringOnMessageExpiration",
                        "DefaultMessageTimeToLive",
                        "ForwardDeadLetteredMessagesTo",
                        "ForwardTo",
                        "LockDuration",
                        "MaxDeliveryCount",
                        "RequiresSession");
        Optional<String> name = subscription.required("Name");
        Optional<EntitySettings> entity = entity(properties);
        List<RuleSettings> rules = new ArrayList<>();
        List<ConfigObject> written = subscription.objects("Rules");
        written.forEach(rule -> new RuleReader(rule).read().ifPresent(rules::add));
        if (written.isEmpty()) {
            rules.add(RuleSettings.DEFAULT);
        }
        return name.isEmpty() || entity.isEmpty()
                ? Optional.empty()
                : subscription.make(() -> new SubscriptionSettings(name.get(), entity.get(), true, rules));
    }

    private void eventHubs(ConfigObject namespace) {
        namespace.only("Type", "Name", "Entities");
        namespace
                .required("Type")
                .filter(type -> !type.equalsIgnoreCase("EventHub"))
                .ifPresent(type -> namespace.report("Type", "expected 'EventHub', but found '" + type + "'"));
        namespace.objects("Entities").forEach(hub -> hub(hub).ifPresent(hubs::add));
    }

    private Optional<HubSettings> hub(ConfigObject hub) {
        hub.only("Name", "PartitionCount", "ConsumerGroups");
        Optional<String> name = hub.required("Name");
        int partitions = hub.number("PartitionCount", 1);
        List<String> groups = new ArrayList<>();
        hub.objects("ConsumerGroups")
                .forEach(group -> group.only("Name").required("Name").ifPresent(groups::add));
        return name.flatMap(text ->
                hub.make(() -> HubSettings.of(text, partitions).withConsumerGroups(groups.toArray(String[]::new))));
    }
}
