package dev.weir.app;

import dev.weir.app.Configuration.Credit;
import dev.weir.app.Configuration.Source;
import dev.weir.app.Configuration.SourceType;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Place;
import dev.weir.yaml.Texts;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the sources of a configuration. Of one reading and one thread. */
final class ConfigurationSources {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?");
    private static final Pattern INCARNATION = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    /** Above it, the SDK's buffers overflow with the JVM's defaults, and the link closes over and over. */
    private static final int MAX_PREFETCH = 200;

    private static final List<String> KEYS = List.of(
            "type",
            "queue",
            "connection-string",
            "incarnation",
            "credit",
            "prefetch",
            "max-event-bytes",
            "type-property");

    private final ConfigurationEnvironment environment;
    private final Findings findings;
    private final Map<String, String> namesByQueue = new HashMap<>();

    ConfigurationSources(ConfigurationEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    /** The sources in the file's order; those with findings are left out. */
    List<Source> read(ConfigurationSection weir) {
        Value value = weir.value("sources");
        Optional<Mapping> mapping = new ValueReader(findings, Texts.AS_WRITTEN).mapping(value, "'sources'");
        if (mapping.isPresent() && mapping.get().entries().isEmpty()) {
            findings.error(
                    value.place(),
                    "there is no source; write sources: {NAME: {type: service-bus-queue, queue: QUEUE,"
                            + " connection-string: \"${SERVICE_BUS_CONNECTION_STRING}\"}}");
        }
        List<Source> sources = new ArrayList<>();
        mapping.ifPresent(found ->
                found.entries().forEach((name, entry) -> source(name, entry).ifPresent(sources::add)));
        return sources;
    }

    private Optional<Source> source(String name, Mapping.Entry entry) {
        if (!NAME.matcher(name).matches()) {
            findings.error(
                    entry.keyPlace(),
                    "a source's name must be lower-case letters, digits and hyphens, and not start with a hyphen, but is '"
                            + name + "'");
            return Optional.empty();
        }
        ConfigurationSection section =
                new ConfigurationSection(entry.value(), "source '" + name + "'", environment, findings, KEYS);
        section.require("type", SourceType.SERVICE_BUS_QUEUE.text());
        section.require("queue", "NAME");
        section.require("connection-string", "\"${SERVICE_BUS_CONNECTION_STRING}\"");
        Optional<SourceType> type =
                section.word("type", Map.of(SourceType.SERVICE_BUS_QUEUE.text(), SourceType.SERVICE_BUS_QUEUE));
        Optional<String> queue = section.text(
                "queue",
                QUEUE,
                "a queue's name: up to 260 letters, digits and characters of ._-/, a letter or digit at both ends");
        Optional<Secret> connectionString = section.secret("connection-string");
        connectionString.ifPresent(text -> check(section, text, queue));
        String incarnation = section.text("incarnation", INCARNATION, "up to 64 letters, digits and characters of ._-")
                .orElse("");
        int prefetch = section.integer("prefetch", 0, MAX_PREFETCH, 0);
        int maxEventBytes = (int) section.bytes("max-event-bytes", 1 << 10, 100 << 20, 1 << 20);
        List<String> typeProperties = section.texts("type-property", List.of("type", "eventType"));
        Credit credit = credit(section, name, prefetch, maxEventBytes);
        if (type.isEmpty() || queue.isEmpty() || connectionString.isEmpty()) {
            return Optional.empty();
        }
        findSameQueue(name, entry.keyPlace(), connectionString.get(), queue.get());
        return Optional.of(new Source(
                name,
                type.get(),
                queue.get(),
                connectionString.get(),
                incarnation,
                credit,
                prefetch,
                maxEventBytes,
                typeProperties));
    }

    private static void check(ConfigurationSection section, Secret text, Optional<String> queue) {
        ServiceBusConnectionString.faults(text, queue)
                .forEach(fault -> section.error(
                        section.place("connection-string"), section.what("connection-string") + " " + fault));
    }

    private static Credit credit(ConfigurationSection source, String name, int prefetch, int maxEventBytes) {
        ConfigurationSection section =
                source.section("credit", "'credit' of source '" + name + "'", List.of("events", "bytes"));
        int events = section.integer("events", 1, 100_000, 1_000);
        long bytes = section.bytes("bytes", 1 << 10, 64L << 30, 64 << 20);
        if (section.isSound() && source.isSound()) {
            if (prefetch > events) {
                source.error(
                        source.place("prefetch"),
                        source.what("prefetch") + " must not be more than 'credit.events', which is " + events);
            }
            if (maxEventBytes > bytes) {
                source.error(
                        section.place("bytes"),
                        section.what("bytes") + " must not be less than 'max-event-bytes', which is "
                                + ConfigurationByteSize.text(maxEventBytes) + ": such an event would never be taken");
            }
        }
        return new Credit(events, bytes);
    }

    private void findSameQueue(String name, Place place, Secret connectionString, String queue) {
        ServiceBusConnectionString.queueIdentity(connectionString, queue).ifPresent(identity -> {
            String other = namesByQueue.putIfAbsent(identity, name);
            if (other != null) {
                findings.error(
                        place,
                        "source '" + name + "' takes from the same queue as source '" + other
                                + "', so each would get a part of its events; leave one out");
            }
        });
    }
}
