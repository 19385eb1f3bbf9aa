package dev.weir.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What rules work within, as far as a command needs to know.
 *
 * @param hub the hub of targets that name none
 * @param sources the configured sources; empty where no configuration was read
 * @param requestsPerSecond the hub's budget
 * @param rulesPath where the rules are, as the configuration says
 */
public record Surroundings(String hub, Optional<List<Source>> sources, int requestsPerSecond, String rulesPath) {

    /** Without a configuration: any source, the hub {@code updates}, the default budget. */
    public static final Surroundings UNKNOWN = new Surroundings("updates", Optional.empty(), 200, "routing-rules");

    /**
     * A configured source.
     *
     * @param name as rules call it
     * @param ordered whether one entity's events come in order whichever replica takes them: a partition, a session
     */
    public record Source(String name, boolean ordered) {}

    /** The names of the sources; empty where they aren't known. */
    Optional<Set<String>> sourceNames() {
        return sources.map(known -> known.stream().map(Source::name).collect(Collectors.toSet()));
    }

    /** The sources that may hand one entity's events to two replicas. */
    Set<String> unorderedSources() {
        return sources.orElse(List.of()).stream()
                .filter(source -> !source.ordered())
                .map(Source::name)
                .collect(Collectors.toSet());
    }
}
