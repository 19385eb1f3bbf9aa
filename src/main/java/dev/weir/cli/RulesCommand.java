package dev.weir.cli;

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
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private RulesCommand() {}

    /** The command with its own commands. */
    public static CommandLine commandLine(SurroundingsReader surroundings) {
        return new CommandLine(new RulesCommand())
                .addSubcommand(new ValidateCommand(surroundings))
                .addSubcommand(new ExplainCommand(surroundings))
                .addSubcommand(new TestCommand(surroundings))
                .addSubcommand(new SimulateCommand(surroundings))
                .addSubcommand(new DiffCommand(surroundings))
                .addSubcommand(new SchemaCommand());
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Which one? rules " + String.join(", rules ", spec.subcommands().keySet()));
    }
}
