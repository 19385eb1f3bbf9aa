package dev.weir.app;

import dev.weir.checkpoint.CheckpointStoreException;
import dev.weir.cli.CapacityCommand;
import dev.weir.cli.NoSuchFileException;
import dev.weir.cli.RulesCommand;
import dev.weir.state.StateStoreException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: finds the command. One without a name is {@code run}. */
@QuarkusMain
@Command(
        name = "weir",
        description = "The event bridge from Azure Service Bus to Azure Web PubSub.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main {
    private static final List<String> NAMES = List.of("run", "demo", "local", "health", "capacity", "rules");
    private static final Set<String> FLAGS = Set.of("-h", "--help", "-V", "--version");

    private Main() {}

    public static void main(String... args) {
        // Reactor reads it once, when it loads. Its default of 256 is less than a receiver is granted, and an
        // overflow makes the SDK close its own link.
        if (System.getProperty("reactor.bufferSize.small") == null) {
            System.setProperty("reactor.bufferSize.small", "4096");
        }
        System.exit(execute(args));
    }

    /** Runs a command; the exit code is 0, 1 for failures and findings, 2 for wrong usage. */
    static int execute(String... args) {
        boolean named = args.length > 0 && (!args[0].startsWith("-") || FLAGS.contains(args[0]));
        String[] asked =
                named ? args : Stream.concat(Stream.of("run"), Stream.of(args)).toArray(String[]::new);
        CommandLine commands = new CommandLine(new Main());
        // A known one is made alone: loading the others' classes would take a third of the time that 'rules validate'
        // does.
        for (String name : NAMES.contains(asked[0]) ? List.of(asked[0]) : NAMES) {
            commands.addSubcommand(name, command(name, asked.length > 1 ? asked[1] : ""));
        }
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain)
                .execute(asked);
    }

    private static Object command(String name, String next) {
        return switch (name) {
            case "run" -> new RunCommand();
            case "demo" -> new DemoCommand();
            case "local" -> new LocalCommand();
            case "health" -> new HealthCommand();
            case "capacity" -> new CapacityCommand();
            case "rules" -> RulesCommand.commandLine(OfflineConfiguration::read, next);
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof PortTakenException
                || failure instanceof CheckpointStoreException
                || failure instanceof StateStoreException
                || failure instanceof BadDecodersException
                || failure instanceof NoSuchFileException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.USAGE;
        }
        throw failure;
    }
}
