package dev.weir.app;

import dev.weir.app.Configuration.Access;
import dev.weir.app.Configuration.Credit;
import dev.weir.app.Configuration.Entity;
import dev.weir.app.Configuration.EventHub;
import dev.weir.app.Configuration.ServiceBus;
import dev.weir.app.Configuration.Source;
import dev.weir.source.servicebus.ServiceBusEntity;
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
    private static final Pattern INCARNATION = Pattern.compile("[A-Za-z0-9._-]{0,64}");

    /** Above it, the SDK's buffers overflow with the JVM's defaults, and the link closes over and over. */
    private static final int MAX_PREFETCH = 200;

    private static final String QUEUE_TYPE = "service-bus-queue";
    private static final String SUBSCRIPTION_TYPE = "service-bus-subscription";
    private static final String HUB_TYPE = "event-hub";
    private static final List<String> COMMON_KEYS = List.of(
            "type", "connection-string", "incarnation", "credit", "prefetch", "max-event-bytes", "type-property");
    private static final Map<String, List<String>> KEYS = Map.of(
            QUEUE_TYPE, with(COMMON_KEYS, ConfigurationServiceBus.QUEUE_KEYS),
            SUBSCRIPTION_TYPE, with(COMMON_KEYS, ConfigurationServiceBus.SUBSCRIPTION_KEYS),
            HUB_TYPE, with(COMMON_KEYS, ConfigurationHub.KEYS));
    private static final Map<String, String> TYPES = Map.of(
            QUEUE_TYPE, QUEUE_TYPE,
            SUBSCRIPTION_TYPE, SUBSCRIPTION_TYPE,
            HUB_TYPE, HUB_TYPE);
    private static final List<String> ALL_KEYS =
            KEYS.values().stream().flatMap(List::stream).distinct().toList();
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
        section.word("type", TYPES);
        Optional<? extends Entity> entity = entity(section, name, type);
        String incarnation = section.text("incarnation", INCARNATION, "up to 64 letters, digits and characters of ._-")
                .orElse("");
        int prefetch = section.integer("prefetch", 0, MAX_PREFETCH, type.equals(HUB_TYPE) ? HUB_PREFETCH : 0);
        int maxEventBytes = (int) section.bytes("max-event-bytes", 1 << 10, 100 << 20, 1 << 20);
        List<String> typeProperties = section.texts("type-property", List.of("type", "eventType"));
        Credit credit = credit(section, name, prefetch, maxEventBytes);
        if (entity.isEmpty()) {
            return Optional.empty();
        }
        if (entity.get() instanceof ServiceBus bus) {
            bus.sessions()
                    .filter(sessions -> sessions.max() > credit.events())
                    .ifPresent(sessions -> section.error(
                            section.place("sessions"),
                            section.what("sessions") + " has a 'max' of " + sessions.max()
                                    + ", which must not be more than 'credit.events', which is " + credit.events()
                                    + ": each session asks for a message at least"));
        }
        findSame(name, entry.keyPlace(), entity.get());
        return Optional.of(
                new Source(name, entity.get(), incarnation, credit, prefetch, maxEventBytes, typeProperties));
    }

    /** Read ahead of the rest, since it decides which keys there are; what is wrong with it is found then. */
    private String type(Mapping.Entry entry, String what) {
        return new ConfigurationSection(entry.value(), what, environment, new Findings(), ALL_KEYS)
                .word("type", TYPES)
                .orElse("");
    }

    private static Optional<? extends Entity> entity(ConfigurationSection section, String name, String type) {
        return switch (type) {
            case HUB_TYPE -> new ConfigurationHub(section, name).read();
            case SUBSCRIPTION_TYPE -> new ConfigurationServiceBus(section, name).readSubscription();
            // Where the type is wrong, what most sources need is asked for all the same.
            default -> new ConfigurationServiceBus(section, name).readQueue().filter(queue -> type.equals(QUEUE_TYPE));
        };
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
        if (entity instanceof ServiceBus bus) {
            if (bus.entity() instanceof ServiceBusEntity.Subscription subscription) {
                String path = subscription.topic() + "/subscriptions/" + subscription.name();
                findSame(name, place, identity(bus.access(), path), "takes from the same subscription as");
            } else if (bus.entity() instanceof ServiceBusEntity.Queue queue) {
                findSame(name, place, identity(bus.access(), queue.name()), "takes from the same queue as");
            }
        } else if (entity instanceof EventHub hub) {
            findSame(
                    name,
                    place,
                    identity(hub.access(), hub.hub() + "/" + hub.consumerGroup()),
                    "reads the same hub with the same consumer group as");
        }
    }

    /** What two sources have in common that take from one entity; a connection string need not name the port. */
    private static Optional<String> identity(Access access, String path) {
        return access.connectionString()
                .map(text -> ServiceBusConnectionString.identity(text, path))
                .orElseGet(() -> Optional.of((access.namespace() + ":-1/" + path).toLowerCase(Locale.ROOT)));
    }

    private void findSame(String name, Place place, Optional<String> identity, String does) {
        identity.ifPresent(found -> findSame(name, place, found, does));
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
