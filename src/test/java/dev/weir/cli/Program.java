package dev.weir.cli;

import dev.weir.yaml.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** The {@code rules} commands in the test's own process: what they print, and their exit code. */
final class Program {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    final int exitCode;

    private Program(SurroundingsReader reader, String... arguments) {
        CommandLine commands = RulesCommand.commandLine(reader)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof NoSuchFileException) {
                        command.getErr().println(failure.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw failure;
                });
        exitCode = commands.execute(arguments);
    }

    static Program run(Object... arguments) {
        return run(Surroundings.UNKNOWN, arguments);
    }

    /** With surroundings that {@code --config} gives, whatever the file. */
    static Program run(Surroundings surroundings, Object... arguments) {
        return new Program(
                config -> new SurroundingsReader.Result(Optional.of(surroundings), List.<Finding>of()),
                List.of(arguments).stream()
                        .map(argument -> argument instanceof Path path ? path.toString() : argument.toString())
                        .toArray(String[]::new));
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
