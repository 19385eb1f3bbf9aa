package dev.weir.cli;

import dev.weir.yaml.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules validate}: all findings, and a summary of what the rules do. */
@Command(
        name = "validate",
        description = "Lists all that is wrong with rules, or needs a look, and what they share with whom.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The rules: a folder or a file (default: the configuration's, else routing-rules).")
    @Nullable
    Path path;

    @Option(names = "--output", paramLabel = "text|json", description = "Form of the report (default: text).")
    Printed output = Printed.TEXT;

    @Mixin
    RulesInput rules;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    ValidateCommand(SurroundingsReader reader) {
        this.rules = new RulesInput(reader);
    }

    @Override
    public Integer call() {
        RulesInput.Input input = rules.read(path);
        List<Finding> findings = new ArrayList<>(input.findings());
        input.loaded()
                .rules()
                .ifPresent(
                        set -> findings.addAll(set.advice(input.surroundings().unorderedSources())));
        output.print(
                new ValidateReport(
                        input.path().toString(),
                        findings.stream().sorted().distinct().toList(),
                        input.loaded().rules()),
                spec.commandLine().getOut());
        return input.isBroken() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
