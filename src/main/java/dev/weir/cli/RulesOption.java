package dev.weir.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The rules of a command that plays events through them. */
final class RulesOption extends RulesInput {
    @Option(
            names = "--rules",
            paramLabel = "PATH",
            description = "The rules: a folder or a file (default: the configuration's, else routing-rules).")
    @Nullable
    Path path;

    RulesOption(SurroundingsReader reader) {
        super(reader);
    }

    /** Reads configuration and rules, and prints the findings; empty where the rules can't be used. */
    Optional<Input> readOrTell() {
        Input input = read(path);
        tell(input.findings());
        return input.isBroken() ? Optional.empty() : Optional.of(input);
    }
}
