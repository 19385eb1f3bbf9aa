package dev.weir.rules;

import java.util.List;

/**
 * A rule as pages and reports show it.
 *
 * @param name unique over all files
 * @param file the file it stands in
 * @param line its line in the file
 * @param sources the sources that it asks for; empty for every one
 * @param when its condition; empty where it takes every event
 * @param targets its targets as written, {@code group:tenant:{tenant}}; empty where it filters what it matches
 * @param shared whether it goes without a tenant
 */
public record RuleSummary(
        String name, String file, int line, List<String> sources, String when, List<String> targets, boolean shared) {
    public RuleSummary {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
    }
}
