package dev.weir.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The rules of a command that is about nothing else. */
final class RulesArgument extends RulesInput {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The rules: a folder or a file (default: the configuration's, else routing-rules).")
    @Nullable
    Path path;

    RulesArgument(SurroundingsReader reader) {
        super(reader);
    }

    Input read() {
        return read(path);
    }
}
