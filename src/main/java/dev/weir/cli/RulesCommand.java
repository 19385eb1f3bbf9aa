package dev.weir.cli;

import dev.weir.rules.RulesLoader;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rules}: rules checked, tried and measured without a bridge. */
@Command(
        name = "rules",
        description = "Checks, tests and explains rules, and shows what they would cost; connects to nothing.",
        mixinStandardHelpOptions = true)
public final class RulesCommand implements Runnable {
    private static final List<String> NAMES = List.of("validate", "explain", "test", "simulate", "diff", "schema");

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private RulesCommand() {}

    /** The command with its own commands. */
    public static CommandLine commandLine(SurroundingsReader surroundings) {
        return commandLine(surroundings, NAMES);
    }

    /** The same for one run: with the one that is asked for alone, where it is known, and CEL loading meanwhile. */
    public static CommandLine commandLine(SurroundingsReader surroundings, String asked) {
        if (!NAMES.contains(asked)) {
            return commandLine(surroundings, NAMES);
        }
        if (!asked.equals("schema")) {
            RulesLoader.warmUp();
        }
        return commandLine(surroundings, List.of(asked));
    }

    private static CommandLine commandLine(SurroundingsReader surroundings, List<String> names) {
        CommandLine commands = new CommandLine(new RulesCommand());
        names.forEach(name -> commands.addSubcommand(command(name, surroundings)));
        return commands;
    }

    private static Object command(String name, SurroundingsReader surroundings) {
        return switch (name) {
            case "validate" -> new ValidateCommand(surroundings);
            case "explain" -> new ExplainCommand(surroundings);
            case "test" -> new TestCommand(surroundings);
            case "simulate" -> new SimulateCommand(surroundings);
            case "diff" -> new DiffCommand(surroundings);
            case "schema" -> new SchemaCommand();
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Which one? rules " + String.join(", rules ", spec.subcommands().keySet()));
    }
}
