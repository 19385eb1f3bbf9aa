package dev.weir.rules;

import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Suggestion;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Puts a rule together: its own keys, then those of the fragments that it uses, then its file's defaults, then everybody's.
 * The first that has a key counts; {@code coalesce} alone is put together key by key. Of one file and one thread.
 */
final class RuleParts {
    private static final String USE = "use";
    private static final String COALESCE = "coalesce";
    static final List<String> DEFAULT_KEYS =
            List.of("source", "hub", "format", "ttl", "priority", "onMissing", COALESCE);
    static final List<String> FRAGMENT_KEYS =
            RuleReader.KEYS.stream().filter(key -> !key.equals("name")).toList();

    private final ValueReader reader;
    private final Findings findings;
    private final Map<String, Mapping> fragments;
    private final List<Mapping> defaults;

    private RuleParts(ValueReader reader, Map<String, Mapping> fragments, List<Mapping> defaults) {
        this.reader = reader;
        this.findings = reader.findings();
        this.fragments = fragments;
        this.defaults = List.copyOf(defaults);
    }

    /** No fragments, no defaults. */
    static RuleParts none(ValueReader reader) {
        return new RuleParts(reader, Map.of(), List.of());
    }

    /** What a file's {@code fragments} and {@code defaults} say, on top of these. */
    RuleParts with(Fields file) {
        Map<String, Mapping> known = new LinkedHashMap<>(fragments);
        file.mapping("fragments")
                .ifPresent(mapping -> mapping.entries().forEach((name, entry) -> {
                    String what = "fragment '" + name + "'";
                    reader.fields(entry.value(), what, FRAGMENT_KEYS);
                    reader.mapping(entry.value(), what).ifPresent(found -> known.put(name, only(found, FRAGMENT_KEYS)));
                }));
        List<Mapping> layers = new ArrayList<>();
        if (file.value("defaults").isPresent()) {
            file.fields("defaults", "'defaults'", DEFAULT_KEYS);
            file.mapping("defaults").ifPresent(found -> layers.add(only(found, DEFAULT_KEYS)));
        }
        layers.addAll(defaults);
        RuleParts parts = new RuleParts(reader, known, layers);
        parts.findCycles();
        return parts;
    }

    private static Mapping only(Mapping mapping, List<String> keys) {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>(mapping.entries());
        entries.keySet().retainAll(keys);
        return new Mapping(mapping.place(), mapping.path(), entries);
    }

    private void findCycles() {
        Set<String> told = new LinkedHashSet<>();
        fragments.forEach((name, fragment) -> findCycle(name, new ArrayList<>(), told));
    }

    private void findCycle(String name, List<String> path, Set<String> told) {
        int start = path.indexOf(name);
        if (start >= 0) {
            List<String> cycle = new ArrayList<>(path.subList(start, path.size()));
            if (told.addAll(cycle)) {
                Mapping first = Objects.requireNonNull(fragments.get(name));
                cycle.add(name);
                findings.error(first.place(), "fragments use each other in a circle: " + String.join(" -> ", cycle));
            }
            return;
        }
        Mapping fragment = fragments.get(name);
        if (fragment == null || told.contains(name)) {
            return;
        }
        path.add(name);
        used(fragment, "fragment '" + name + "'").forEach(next -> findCycle(next, path, told));
        path.remove(path.size() - 1);
    }

    /** The rule as a whole. */
    Mapping whole(Mapping rule, String what) {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>(rule.entries());
        addFragments(rule, what, entries, new LinkedHashSet<>());
        defaults.forEach(layer -> add(layer, entries));
        return new Mapping(rule.place(), rule.path(), entries);
    }

    private void addFragments(Mapping user, String what, Map<String, Mapping.Entry> entries, Set<String> done) {
        for (String name : used(user, what)) {
            Mapping fragment = fragments.get(name);
            if (fragment != null && done.add(name)) {
                add(fragment, entries);
                addFragments(fragment, "fragment '" + name + "'", entries, done);
            }
        }
    }

    private static void add(Mapping layer, Map<String, Mapping.Entry> entries) {
        layer.entries().forEach((key, entry) -> {
            if (!key.equals(USE)) {
                entries.merge(key, entry, (own, other) -> key.equals(COALESCE) ? both(own, other) : own);
            }
        });
    }

    /** A mapping with the keys of another that it has not. */
    private static Mapping.Entry both(Mapping.Entry own, Mapping.Entry other) {
        if (!(own.value() instanceof Mapping first) || !(other.value() instanceof Mapping second)) {
            return own;
        }
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>(first.entries());
        second.entries().forEach(entries::putIfAbsent);
        return new Mapping.Entry(own.keyPlace(), new Mapping(first.place(), first.path(), entries));
    }

    /** The names that a mapping's {@code use} gives; those that no fragment has are findings. */
    private List<String> used(Mapping user, String what) {
        Mapping.Entry use = user.entries().get(USE);
        List<String> names = new ArrayList<>();
        for (Value item : use == null ? List.<Value>of() : reader.oneOrList(use.value())) {
            reader.textScalar(item, "'use' in " + what).map(Scalar::text).ifPresent(name -> {
                if (!fragments.containsKey(name)) {
                    findings.error(
                            item.place(),
                            "unknown fragment '" + name + "' in " + what + Suggestion.text(name, fragments.keySet()));
                }
                names.add(name);
            });
        }
        return names;
    }
}
