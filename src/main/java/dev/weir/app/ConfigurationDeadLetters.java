package dev.weir.app;

import dev.weir.app.Configuration.DeadLetters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where the dead letters go of a source whose broker has no place for them. Of one reading and one thread. */
final class ConfigurationDeadLetters {
    private static final Pattern HUB = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,254}[A-Za-z0-9])?");
    private static final Pattern ANY = Pattern.compile("[^\\x00]+");

    private final ConfigurationSection section;
    private final String name;

    /** @param name the source's */
    ConfigurationDeadLetters(ConfigurationSection section, String name) {
        this.section = section;
        this.name = name;
    }

    /** The destination; empty where it is missing or wrong, with a finding. */
    Optional<DeadLetters> read() {
        ConfigurationSection to = section.section(
                "dead-letters",
                "'dead-letters' of source '" + name + "'",
                List.of(
                        "file",
                        "max-bytes",
                        "service-bus-queue",
                        "event-hub",
                        "connection-string",
                        "namespace",
                        "transport",
                        "proxy"));
        Optional<String> file = to.text("file", ANY, "the path of a file");
        Optional<String> queue = to.text("service-bus-queue", HUB, "a queue's name");
        Optional<String> hub = to.text(
                "event-hub",
                HUB,
                "a hub's name: up to 256 letters, digits and characters of ._-/, a letter or digit at both ends");
        long named =
                List.of(file, queue, hub).stream().filter(Optional::isPresent).count();
        if (named == 0) {
            if (to.isSound()) {
                to.require("file", "dead-letters.jsonl");
            }
            return Optional.empty();
        }
        if (named > 1) {
            to.error(
                    section.value("dead-letters").place(),
                    section.what("dead-letters")
                            + " must have one of 'file', 'service-bus-queue' and 'event-hub', but has" + " several");
            return Optional.empty();
        }
        if (file.isPresent()) {
            return Optional.of(
                    new DeadLetters.ToFile(Path.of(file.get()), to.bytes("max-bytes", 1 << 20, 1L << 40, 1L << 30)));
        }
        String kind = queue.isPresent() ? "queue" : "hub";
        return new ConfigurationAccess(
                        to,
                        queue.isPresent()
                                ? "\"${SERVICE_BUS_CONNECTION_STRING}\""
                                : "\"${EVENT_HUBS_CONNECTION_STRING}\"")
                .read(kind, queue.or(() -> hub))
                .map(access -> queue.isPresent()
                        ? new DeadLetters.ToQueue(queue.get(), access)
                        : new DeadLetters.ToHub(hub.orElseThrow(), access));
    }
}
