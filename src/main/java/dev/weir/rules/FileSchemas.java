package dev.weir.rules;

import dev.weir.schema.DataTypes;
import dev.weir.schema.EventSchema;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The schemas of events that a rules file names, by type. Safe on any thread. */
final class FileSchemas {
    static final FileSchemas NONE = new FileSchemas(Map.of());

    /** What becomes of an event that breaks its schema. */
    enum Invalid {
        /** Nobody has asked: events are not checked, rules are. */
        UNCHECKED,
        /** It is counted, and goes on. */
        COUNT,
        DEAD_LETTER
    }

    /**
     * A schema for a type of events.
     *
     * @param type as the file names it: {@code order.placed}, {@code order.*} for those that begin so, or {@code *}
     */
    record Entry(String type, EventSchema schema, Invalid invalid) {

        boolean isFor(String asked) {
            return isPrefix() ? asked.startsWith(prefix()) : asked.equals(type);
        }

        /** Whether it is for every type that begins so. */
        private boolean coversPrefix(String asked) {
            return isPrefix() && asked.startsWith(prefix());
        }

        private boolean isPrefix() {
            return type.endsWith("*");
        }

        private String prefix() {
            return type.substring(0, type.length() - 1);
        }
    }

    private final Map<String, Entry> entries;
    private final Map<Set<EventSchema>, DataTypes> known = new ConcurrentHashMap<>();

    FileSchemas(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /** These, and those of another for types that these say nothing of. */
    FileSchemas over(FileSchemas other) {
        Map<String, Entry> all = new LinkedHashMap<>(other.entries);
        all.putAll(entries);
        return new FileSchemas(all);
    }

    /** The schema of a type: that which names it most exactly. */
    Optional<Entry> of(String type) {
        return longest(entries.values().stream().filter(entry -> entry.isFor(type)));
    }

    /** Of what types the fields of events are that a condition can hold for; empty where some have no schema. */
    Optional<DataTypes> of(EventTypes types) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Set<EventSchema> schemas = new LinkedHashSet<>();
        boolean all = true;
        for (String type : types.exact()) {
            all &= of(type).map(Entry::schema).map(schemas::add).isPresent();
        }
        for (String prefix : types.any() ? List.of("") : types.prefixes()) {
            all &= longest(entries.values().stream().filter(entry -> entry.coversPrefix(prefix)))
                    .map(Entry::schema)
                    .map(schemas::add)
                    .isPresent();
            // Those that are named more exactly may come too.
            entries.values().stream()
                    .filter(entry -> entry.type().startsWith(prefix))
                    .forEach(entry -> schemas.add(entry.schema()));
        }
        return all && !schemas.isEmpty()
                ? Optional.of(known.computeIfAbsent(Set.copyOf(schemas), DataTypes::new))
                : Optional.empty();
    }

    private static Optional<Entry> longest(Stream<Entry> candidates) {
        return candidates.max(
                Comparator.<Entry>comparingInt(entry -> entry.type().length())
                        .thenComparing(entry -> !entry.isPrefix()));
    }
}
