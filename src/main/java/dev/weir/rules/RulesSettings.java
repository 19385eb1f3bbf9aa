package dev.weir.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What rules files are checked against.
 *
 * @param defaultHub the hub of targets that name none
 * @param hubs the configured hubs by name; empty where they aren't known, and rules may name any
 * @param sources the configured sources by name; empty where they aren't known, and rules may name any
 * @param state whether what the bridge knows of entities outlives it
 */
public record RulesSettings(
        String defaultHub, Optional<Set<String>> hubs, Optional<Map<String, SourceTraits>> sources, State state) {

    /** Where the bridge keeps what it knows of entities. */
    public enum State {
        DURABLE,
        VOLATILE,
        /** Nobody has said. */
        UNKNOWN
    }

    public RulesSettings {
        hubs = hubs.map(Set::copyOf);
        sources = sources.map(Map::copyOf);
        if (!TargetReader.HUB.matcher(defaultHub).matches()) {
            throw new IllegalArgumentException(
                    "the default hub must match " + TargetReader.HUB.pattern() + ", but is '" + defaultHub + "'");
        }
    }

    /** Settings where the hubs aren't known. */
    public RulesSettings(String defaultHub, Optional<Map<String, SourceTraits>> sources, State state) {
        this(defaultHub, Optional.empty(), sources, state);
    }

    /** Settings where nothing but the names of the sources is known, if that. */
    public RulesSettings(String defaultHub, Optional<Set<String>> knownSources) {
        this(defaultHub, knownSources.map(RulesSettings::ordered), State.UNKNOWN);
    }

    private static Map<String, SourceTraits> ordered(Set<String> names) {
        Map<String, SourceTraits> traits = new LinkedHashMap<>();
        names.forEach(name -> traits.put(name, SourceTraits.ORDERED));
        return traits;
    }

    Optional<Set<String>> knownSources() {
        return sources.map(Map::keySet);
    }
}
