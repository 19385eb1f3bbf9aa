package dev.weir.cli;

import dev.weir.rules.LoadedRules;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where events come from that don't say so themselves. */
final class SourceOption {
    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The configured source of events whose 'origin' doesn't say.")
    @Nullable
    String source;

    /** What was asked for, else the one source that the rules ask for. */
    String orThatOf(LoadedRules loaded) {
        return source == null ? onlySource(loaded) : source;
    }

    /** The one source that rules ask for; {@code unknown} where there are others, or none. */
    static String onlySource(LoadedRules loaded) {
        List<String> named = loaded.rules().stream()
                .flatMap(rules -> rules.rules().stream())
                .flatMap(rule -> rule.sources().stream())
                .distinct()
                .toList();
        return named.size() == 1 ? named.get(0) : "unknown";
    }
}
