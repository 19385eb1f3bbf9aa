package dev.weir.app;

import dev.weir.app.Configuration.Credit;
import dev.weir.app.Configuration.Entity;
import dev.weir.app.Configuration.EventHub;
import dev.weir.app.Configuration.Source;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Place;
import dev.weir.yaml.Texts;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the sources of a configuration. Of one reading and one thread. */
final class ConfigurationSources {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?");
    private static final Pattern INCARNATION = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    /** Above it, the SDK's buffers overflow with the JVM's defaults, and the link closes over and over. */
    private static final int MAX_PREFETCH = 200;

    private static final String QUEUE_TYPE = "service-bus-queue";
    private static final String HUB_TYPE = "event-hub";
    private static final List<String> COMMON_KEYS = List.of(
            "type", "connection-string", "incarnation", "credit", "prefetch", "max-event-bytes", "type-property");
    private static final Map<String, List<String>> KEYS =
            Map.of(QUEUE_TYPE, with(COMMON_KEYS, List.of("queue")), HUB_TYPE, with(COMMON_KEYS, ConfigurationHub.KEYS));
    private static final List<String> ALL_KEYS = with(with(COMMON_KEYS, List.of("queue")), ConfigurationHub.KEYS);
    private static final int HUB_PREFETCH = 100;

    private final ConfigurationEnvironment environment;
    private final Findings findings;
    private final Map<String, String> namesByEntity = new HashMap<>();

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
        String what = "source '" + name + "'";
        String type = type(entry, what);
        ConfigurationSection section =
                new ConfigurationSection(entry.value(), what, environment, findings, KEYS.getOrDefault(type, ALL_KEYS));
        section.require("type", QUEUE_TYPE);
        section.word("type", Map.of(QUEUE_TYPE, QUEUE_TYPE, HUB_TYPE, HUB_TYPE));
        Optional<? extends Entity> entity = type.equals(HUB_TYPE)
                ? new ConfigurationHub(section, name).read()
                : queue(section).filter(found -> type.equals(QUEUE_TYPE));
        String incarnation = section.text("incarnation", INCARNATION, "up to 64 letters, digits and characters of ._-")
                .orElse("");
        int prefetch = section.integer("prefetch", 0, MAX_PREFETCH, type.equals(HUB_TYPE) ? HUB_PREFETCH : 0);
        int maxEventBytes = (int) section.bytes("max-event-bytes", 1 << 10, 100 << 20, 1 << 20);
        List<String> typeProperties = section.texts("type-property", List.of("type", "eventType"));
        Credit credit = credit(section, name, prefetch, maxEventBytes);
        if (entity.isEmpty()) {
            return Optional.empty();
        }
        findSame(name, entry.keyPlace(), entity.get());
        return Optional.of(
                new Source(name, entity.get(), incarnation, credit, prefetch, maxEventBytes, typeProperties));
    }

    /** Read ahead of the rest, since it decides which keys there are; what is wrong with it is found then. */
    private String type(Mapping.Entry entry, String what) {
        return new ConfigurationSection(entry.value(), what, environment, new Findings(), ALL_KEYS)
                .word("type", Map.of(QUEUE_TYPE, QUEUE_TYPE, HUB_TYPE, HUB_TYPE))
                .orElse("");
    }

    private static Optional<Configuration.Queue> queue(ConfigurationSection section) {
        section.require("queue", "NAME");
        section.require("connection-string", "\"${SERVICE_BUS_CONNECTION_STRING}\"");
        Optional<String> queue = section.text(
                "queue",
                QUEUE,
                "a queue's name: up to 260 letters, digits and characters of ._-/, a letter or digit at both ends");
        Optional<Secret> connectionString = section.secret("connection-string");
        connectionString.ifPresent(text -> ConfigurationAccess.check(section, text, "queue", queue));
        return queue.isEmpty() || connectionString.isEmpty()
                ? Optional.empty()
                : Optional.of(new Configuration.Queue(queue.get(), connectionString.get()));
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

    private void findSame(String name, Place place, Entity entity) {
        if (entity instanceof Configuration.Queue queue) {
            ServiceBusConnectionString.identity(queue.connectionString(), queue.queue())
                    .ifPresent(identity -> findSame(name, place, identity, "takes from the same queue as"));
        } else if (entity instanceof EventHub hub) {
            String path = hub.hub() + "/" + hub.consumerGroup();
            hub.access()
                    .connectionString()
                    .map(text -> ServiceBusConnectionString.identity(text, path))
                    .orElseGet(() -> Optional.of((hub.access().namespace() + ":-1/" + path).toLowerCase(Locale.ROOT)))
                    .ifPresent(identity ->
                            findSame(name, place, identity, "reads the same hub with the same consumer group as"));
        }
    }

    private void findSame(String name, Place place, String identity, String does) {
        String other = namesByEntity.putIfAbsent(identity, name);
        if (other != null) {
            findings.error(
                    place,
                    "source '" + name + "' " + does + " source '" + other
                            + "', so each would get a part of its events; leave one out");
        }
    }

    private static List<String> with(List<String> keys, List<String> more) {
        return Stream.concat(keys.stream(), more.stream()).toList();
    }
}
