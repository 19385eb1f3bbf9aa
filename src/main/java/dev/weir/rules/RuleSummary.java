package dev.weir.rules;

import java.time.Duration;
import java.util.List;

/**
 * A rule as pages and reports show it.
 *
 * @param name unique over all files
 * @param file the file it stands in
 * @param line its line in the file
 * @param sources the sources that it asks for; empty for every one
 * @param when its condition; empty where it takes every event
 * @param tenant where its tenant comes from, {@code data.organization.login}; empty where it goes without
 * @param hubs the hubs of its targets
 * @param targets its targets as written, {@code group:tenant:{tenant}}, with the hub where it is not that of targets that
 *     name none; empty where it filters what it matches
 * @param entity what its updates are about, as written; empty where it filters
 * @param version what orders them, as written; empty for the broker's sequence number
 * @param every how long its updates may wait for newer ones
 * @param shared whether it goes without a tenant
 */
public record RuleSummary(
        String name,
        String file,
        int line,
        List<String> sources,
        String when,
        String tenant,
        List<String> hubs,
        List<String> targets,
        String entity,
        String version,
        Duration every,
        boolean shared) {
    public RuleSummary {
        sources = List.copyOf(sources);
        hubs = List.copyOf(hubs);
        targets = List.copyOf(targets);
    }
}
