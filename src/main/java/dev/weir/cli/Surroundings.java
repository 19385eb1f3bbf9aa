package dev.weir.cli;

import dev.weir.rules.RulesSettings;
import dev.weir.rules.SourceTraits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What rules work within, as far as a command needs to know.
 *
 * @param hub the hub of targets that name none
 * @param sources the configured sources; empty where no configuration was read
 * @param hubs the calls a second of each configured hub; empty where no configuration was read
 * @param state whether what the bridge knows of entities outlives it
 * @param rulesPath where the rules are, as the configuration says
 */
public record Surroundings(
        String hub,
        Optional<List<Source>> sources,
        Map<String, Integer> hubs,
        RulesSettings.State state,
        String rulesPath) {

    /** Without a configuration: any source, the hub {@code updates}, the default budget for each. */
    public static final Surroundings UNKNOWN =
            new Surroundings("updates", Optional.empty(), Map.of(), RulesSettings.State.UNKNOWN, "routing-rules");

    public Surroundings {
        hubs = Map.copyOf(hubs);
    }

    /**
     * A configured source.
     *
     * @param name as rules call it
     * @param ordered whether one entity's events come in order whichever replica takes them: a partition, a session
     */
    public record Source(String name, boolean ordered) {
        private SourceTraits traits() {
            return ordered ? SourceTraits.ORDERED : SourceTraits.UNORDERED;
        }
    }

    /** What rules are checked against. */
    public RulesSettings rules() {
        return new RulesSettings(
                hub,
                hubs.isEmpty() ? Optional.empty() : Optional.of(hubs.keySet()),
                sources.map(known -> known.stream().collect(Collectors.toMap(Source::name, Source::traits))),
                state);
    }

    /** The sources that may hand one entity's events to two replicas. */
    Set<String> unorderedSources() {
        return sources.orElse(List.of()).stream()
                .filter(source -> !source.ordered())
                .map(Source::name)
                .collect(Collectors.toSet());
    }
}
