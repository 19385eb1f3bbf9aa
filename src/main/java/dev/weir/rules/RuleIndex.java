package dev.weir.rules;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The rules of one source by the types of events that their conditions name, so that an event is judged by those few that may
 * take it. Safe on any thread.
 */
final class RuleIndex {
    /** How many types are kept with their rules: types come from senders, who may make them up. */
    private static final int MAX_TYPES = 4096;

    private final Rule[] rules;
    private final Map<String, BitSet> exact = new HashMap<>();
    private final Map<String, BitSet> prefixes = new HashMap<>();
    private final BitSet ofAnyType = new BitSet();
    private final Map<String, OfType> byType = new ConcurrentHashMap<>();
    private int longestPrefix;

    /** @param rules in the order in which they are asked */
    RuleIndex(List<Rule> rules) {
        this.rules = rules.toArray(new Rule[0]);
        for (int i = 0; i < this.rules.length; i++) {
            EventTypes types = this.rules[i].types();
            if (types.any()) {
                ofAnyType.set(i);
            }
            for (String type : types.exact()) {
                exact.computeIfAbsent(type, key -> new BitSet()).set(i);
            }
            for (String prefix : types.prefixes()) {
                prefixes.computeIfAbsent(prefix, key -> new BitSet()).set(i);
                longestPrefix = Math.max(longestPrefix, prefix.length());
            }
        }
    }

    /** All rules of the source. */
    List<Rule> all() {
        return List.of(rules);
    }

    /**
     * What events of a type are judged by.
     *
     * @param rules those that may take them, in order; not to be changed
     * @param schemas those that they are to be checked against
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never handed out of the package
    record OfType(Rule[] rules, List<FileSchemas.Entry> schemas) {}

    /** What events of a type are judged by. */
    OfType of(String type) {
        OfType known = byType.get(type);
        if (known != null) {
            return known;
        }
        Rule[] rulesOfType = find(type);
        OfType found = new OfType(rulesOfType, schemas(type, rulesOfType));
        if (byType.size() < MAX_TYPES) {
            byType.put(type, found);
        }
        return found;
    }

    private static List<FileSchemas.Entry> schemas(String type, Rule[] rules) {
        return Stream.of(rules)
                .map(rule -> rule.file().schemas())
                .distinct()
                .map(schemas -> schemas.of(type))
                .flatMap(Optional::stream)
                .filter(entry -> entry.invalid() != FileSchemas.Invalid.UNCHECKED)
                .distinct()
                .toList();
    }

    private Rule[] find(String type) {
        BitSet found = (BitSet) ofAnyType.clone();
        found.or(exact.getOrDefault(type, new BitSet()));
        for (int length = 0; length <= Math.min(longestPrefix, type.length()); length++) {
            BitSet starting = prefixes.get(type.substring(0, length));
            if (starting != null) {
                found.or(starting);
            }
        }
        return found.stream().mapToObj(i -> rules[i]).toArray(Rule[]::new);
    }
}
