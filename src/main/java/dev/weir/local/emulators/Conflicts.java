package dev.weir.local.emulators;

import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What does not go together in a configuration, though each entity is right by itself. */
final class Conflicts {
    private final Map<String, List<String>> byName = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    private Conflicts() {}

    static List<String> of(EmulatorConfig config) {
        Conflicts conflicts = new Conflicts();
        // All of them are addresses of one port.
        config.queues().forEach(queue -> conflicts.name("queue", queue.name()));
        config.topics().forEach(topic -> conflicts.name("topic", topic.name()));
        conflicts.checkForwarding(config);
        config.hubs().forEach(hub -> conflicts.name("event hub", hub.name()));
        conflicts.byName.values().stream()
                .filter(entities -> entities.size() > 1)
                .forEach(entities -> conflicts.findings.add(
                        String.join(" and ", entities) + " have one name: each must have a name of its own"));
        return List.copyOf(conflicts.findings);
    }

    private void name(String kind, String name) {
        byName.computeIfAbsent(key(name), absent -> new ArrayList<>()).add(kind + " '" + name + "'");
    }

    /** Called while only queues and topics are known: nothing is forwarded to a hub. */
    private void checkForwarding(EmulatorConfig config) {
        config.queues().forEach(queue -> checkForwarding("queue '" + queue.name() + "'", queue.name(), queue.entity()));
        for (TopicSettings topic : config.topics()) {
            for (SubscriptionSettings subscription : topic.subscriptions()) {
                String where = "subscription '" + subscription.name() + "' of topic '" + topic.name() + "'";
                checkForwarding(where, topic.name(), subscription.entity());
            }
        }
    }

    private void checkForwarding(String where, String name, EntitySettings entity) {
        Stream.of(entity.forwardTo(), entity.forwardDeadLettersTo())
                .flatMap(target -> target.stream())
                .filter(target ->
                        !byName.containsKey(key(target)) || key(target).equals(key(name)))
                .forEach(target ->
                        findings.add(where + " is to forward to '" + target + "', which is no other queue or topic"));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
