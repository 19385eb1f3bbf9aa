package dev.weir.rules;

import java.util.Optional;
import java.util.Set;

/**
 * What rules files are checked against.
 *
 * @param defaultHub the hub of targets that name none
 * @param knownSources the names of the configured sources; empty where they aren't known, and rules may name any
 */
public record RulesSettings(String defaultHub, Optional<Set<String>> knownSources) {
    public RulesSettings {
        knownSources = knownSources.map(Set::copyOf);
        if (!TargetReader.HUB.matcher(defaultHub).matches()) {
            throw new IllegalArgumentException(
                    "the default hub must match " + TargetReader.HUB.pattern() + ", but is '" + defaultHub + "'");
        }
    }
}
