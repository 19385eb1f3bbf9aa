package dev.weir.app;

import dev.weir.checkpoint.CheckpointStoreException;
import dev.weir.cli.CapacityCommand;
import dev.weir.cli.NoSuchFileException;
import dev.weir.cli.RulesCommand;
import dev.weir.state.StateStoreException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: finds the command. One without a name is {@code run}. */
@QuarkusMain
@Command(
        name = "weir",
        description = "The event bridge from Azure Service Bus to Azure Web PubSub.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            LocalCommand.class,
            HealthCommand.class,
            CapacityCommand.class
        })
public final class Main {
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
        CommandLine commands = new CommandLine(new Main())
                .addSubcommand(RulesCommand.commandLine(OfflineConfiguration::read))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
        boolean named = args.length > 0
                && (commands.getSubcommands().containsKey(args[0])
                        || FLAGS.contains(args[0])
                        || !args[0].startsWith("-"));
        if (named) {
            return commands.execute(args);
        }
        String[] run = new String[args.length + 1];
        run[0] = "run";
        System.arraycopy(args, 0, run, 1, args.length);
        return commands.execute(run);
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
