package dev.weir.app;

import dev.weir.app.Configuration.Access;
import dev.weir.app.Configuration.ServiceBus;
import dev.weir.source.servicebus.ServiceBusEntity;
import dev.weir.source.servicebus.ServiceBusSettings.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a source says of its queue or subscription. Of one reading and one thread. */
final class ConfigurationServiceBus {
    static final List<String> QUEUE_KEYS = List.of("queue", "namespace", "transport", "proxy", "sessions");
    static final List<String> SUBSCRIPTION_KEYS =
            List.of("topic", "subscription", "namespace", "transport", "proxy", "sessions");

    private static final String EXAMPLE = "\"${SERVICE_BUS_CONNECTION_STRING}\"";
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?");
    private static final Pattern SUBSCRIPTION = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,48}[A-Za-z0-9])?");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ConfigurationSection section;
    private final String name;

    /** @param name the source's */
    ConfigurationServiceBus(ConfigurationSection section, String name) {
        this.section = section;
        this.name = name;
    }

    /** The queue; empty where something that it needs is missing or wrong. */
    Optional<ServiceBus> readQueue() {
        section.require("queue", "NAME");
        Optional<String> queue = path("queue");
        Optional<Access> access = new ConfigurationAccess(section, EXAMPLE).read("queue", queue);
        return with(queue.map(ServiceBusEntity.Queue::new), access);
    }

    /** The subscription; empty where something that it needs is missing or wrong. */
    Optional<ServiceBus> readSubscription() {
        section.require("topic", "NAME");
        section.require("subscription", "NAME");
        Optional<String> topic = path("topic");
        Optional<String> subscription = section.text(
                "subscription",
                SUBSCRIPTION,
                "a subscription's name: up to 50 letters, digits and characters of ._-, a letter or digit at both ends");
        Optional<Access> access = new ConfigurationAccess(section, EXAMPLE).read("topic", topic);
        return with(
                topic.flatMap(of -> subscription.map(named -> new ServiceBusEntity.Subscription(of, named))), access);
    }

    private Optional<String> path(String key) {
        return section.text(
                key,
                PATH,
                "a " + key
                        + "'s name: up to 260 letters, digits and characters of ._-/, a letter or digit at both ends");
    }

    private Optional<ServiceBus> with(Optional<? extends ServiceBusEntity> entity, Optional<Access> access) {
        Optional<Sessions> sessions = sessions();
        return entity.flatMap(found -> access.map(by -> new ServiceBus(found, by, sessions)));
    }

    private Optional<Sessions> sessions() {
        if (!section.has("sessions")) {
            return Optional.empty();
        }
        ConfigurationSection inner =
                section.section("sessions", "'sessions' of source '" + name + "'", List.of("max", "idle", "turn"));
        return Optional.of(new Sessions(
                inner.integer("max", 1, 5_000, 100),
                inner.duration("idle", SECOND, Duration.ofHours(1), Duration.ofSeconds(30)),
                inner.duration("turn", SECOND, Duration.ofHours(24), Duration.ofMinutes(1))));
    }
}
