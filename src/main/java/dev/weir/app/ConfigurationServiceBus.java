package dev.weir.app;

import dev.weir.app.Configuration.Access;
import dev.weir.app.Configuration.DeadLetters;
import dev.weir.app.Configuration.ServiceBus;
import dev.weir.source.servicebus.ServiceBusEntity;
import dev.weir.source.servicebus.ServiceBusSettings.Mode;
import dev.weir.source.servicebus.ServiceBusSettings.Sessions;
import dev.weir.source.servicebus.ServiceBusSettings.Settling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a source says of its queue or subscription. Of one reading and one thread. */
final class ConfigurationServiceBus {
    private static final List<String> KEYS =
            List.of("namespace", "transport", "proxy", "sessions", "mode", "concurrency", "settlement", "dead-letters");
    static final List<String> QUEUE_KEYS = with("queue");
    static final List<String> SUBSCRIPTION_KEYS = with("topic", "subscription");

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
        Settling settling = settling();
        int concurrency = section.integer("concurrency", 1, 16, 1);
        if (concurrency > 1 && sessions.isPresent()) {
            section.error(
                    section.place("concurrency"),
                    section.what("concurrency") + " stands beside 'sessions', whose 'max' says how many are taken at a"
                            + " time; leave it out");
        }
        boolean deletes = settling.mode() == Mode.RECEIVE_AND_DELETE;
        if (deletes) {
            section.warning(
                    section.place("mode"),
                    section.what("mode")
                            + " is receive-and-delete: what is held when the bridge ends, in order or not, is"
                            + " lost; write peek-lock unless that is wanted");
        }
        if (deletes && sessions.isPresent()) {
            section.error(
                    section.place("mode"),
                    section.what("mode") + " must be peek-lock where there are 'sessions', but is receive-and-delete");
        }
        Optional<DeadLetters> deadLetters = deadLetters(deletes);
        if (deletes && deadLetters.isEmpty()) {
            return Optional.empty();
        }
        return entity.flatMap(
                found -> access.map(by -> new ServiceBus(found, by, concurrency, settling, deadLetters, sessions)));
    }

    /** By receive-and-delete the broker has no message any more that it could dead-letter. */
    private Optional<DeadLetters> deadLetters(boolean deletes) {
        if (deletes) {
            return new ConfigurationDeadLetters(section, name).read();
        }
        if (section.has("dead-letters")) {
            section.error(
                    section.place("dead-letters"),
                    section.what("dead-letters")
                            + " is for 'mode: receive-and-delete'; by peek-lock, dead letters go to"
                            + " the entity's own dead-letter queue; leave it out");
        }
        return Optional.empty();
    }

    private Settling settling() {
        Mode mode = section.word(
                        "mode", Map.of("peek-lock", Mode.PEEK_LOCK, "receive-and-delete", Mode.RECEIVE_AND_DELETE))
                .orElse(Mode.PEEK_LOCK);
        ConfigurationSection inner = section.section(
                "settlement",
                "'settlement' of source '" + name + "'",
                List.of("timeout", "renewals-per-second", "max-delivery-count"));
        return new Settling(
                mode,
                inner.duration("timeout", SECOND, Duration.ofMinutes(5), Settling.DEFAULT.timeout()),
                inner.integer("renewals-per-second", 1, 10_000, Settling.DEFAULT.renewalsPerSecond()),
                inner.integer("max-delivery-count", 1, 2_000, Settling.DEFAULT.maxDeliveryCount()));
    }

    private static List<String> with(String... keys) {
        return Stream.concat(Stream.of(keys), KEYS.stream()).toList();
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
