package dev.weir.app;

import dev.weir.app.Configuration.Access;
import dev.weir.app.Configuration.DeadLetters;
import dev.weir.app.Configuration.EventHub;
import dev.weir.source.eventhubs.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a source says of its Event Hub. Of one reading and one thread. */
final class ConfigurationHub {
    static final List<String> KEYS = List.of(
            "hub",
            "consumer-group",
            "namespace",
            "transport",
            "proxy",
            "start",
            "batch",
            "balancing",
            "checkpoint",
            "dead-letters");

    private static final String EXAMPLE = "\"${EVENT_HUBS_CONNECTION_STRING}\"";
    private static final Pattern HUB = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,254}[A-Za-z0-9])?");
    private static final Pattern GROUP =
            Pattern.compile("\\$[Dd]efault|[A-Za-z0-9]([A-Za-z0-9._/-]{0,48}[A-Za-z0-9])?");
    private static final Pattern ANY = Pattern.compile("[^\\x00]+");
    private static final String A_HUB =
            "a hub's name: up to 256 letters, digits and characters of ._-/, a letter or digit at both ends";
    private static final String A_START = "earliest, latest, or a time such as 2026-01-31T12:00:00Z";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ConfigurationSection section;
    private final String name;

    /** @param name the source's */
    ConfigurationHub(ConfigurationSection section, String name) {
        this.section = section;
        this.name = name;
    }

    /** The hub; empty where something that it needs is missing or wrong. */
    Optional<EventHub> read() {
        section.require("hub", "NAME");
        Optional<String> hub = section.text("hub", HUB, A_HUB);
        String group = section.text(
                        "consumer-group", GROUP, "$Default or up to 50 letters, digits and characters of ._-/")
                .orElse("$Default");
        Optional<Access> access = new ConfigurationAccess(section, EXAMPLE).read("hub", hub);
        Optional<Start> start = start();
        ConfigurationSection batch = inner("batch", List.of("events", "wait"));
        int batchEvents = batch.integer("events", 1, 1_000, 100);
        Duration batchWait =
                batch.duration("wait", Duration.ofMillis(1), Duration.ofSeconds(10), Duration.ofMillis(20));
        ConfigurationSection balancing = inner("balancing", List.of("every", "expire"));
        Duration every = balancing.duration("every", SECOND, Duration.ofMinutes(5), Duration.ofSeconds(10));
        Duration expire = balancing.duration("expire", SECOND, Duration.ofHours(1), Duration.ofMinutes(1));
        if (balancing.isSound() && expire.compareTo(every.multipliedBy(2)) < 0) {
            balancing.error(
                    balancing.place("expire"),
                    balancing.what("expire") + " must be twice 'every' or more, or partitions would be lost between two"
                            + " rounds; write more");
        }
        ConfigurationSection checkpoint = inner("checkpoint", List.of("events", "every"));
        int checkpointEvents = checkpoint.integer("events", 1, 1_000_000, 1_000);
        Duration checkpointEvery = checkpoint.duration("every", SECOND, Duration.ofMinutes(10), Duration.ofSeconds(5));
        Optional<DeadLetters> deadLetters = new ConfigurationDeadLetters(section, name).read();
        if (hub.isEmpty() || access.isEmpty() || start.isEmpty() || deadLetters.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EventHub(
                hub.get(),
                group,
                access.get(),
                start.get(),
                batchEvents,
                batchWait,
                every,
                expire,
                checkpointEvents,
                checkpointEvery,
                deadLetters.get()));
    }

    private ConfigurationSection inner(String key, List<String> keys) {
        return section.section(key, "'" + key + "' of source '" + name + "'", keys);
    }

    private Optional<Start> start() {
        Optional<String> text = section.text("start", ANY, A_START);
        if (text.isEmpty()) {
            return Optional.of(new Start.Earliest());
        }
        switch (text.get()) {
            case "earliest":
                return Optional.of(new Start.Earliest());
            case "latest":
                return Optional.of(new Start.Latest());
            default:
                try {
                    return Optional.of(new Start.At(Instant.parse(text.get())));
                } catch (DateTimeParseException e) {
                    section.error(section.place("start"), section.what("start") + " must be " + A_START);
                    return Optional.empty();
                }
        }
    }
}
