package dev.weir.cli;

import dev.weir.yaml.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rules validate}: all findings, and a summary of what the rules do. */
@Command(
        name = "validate",
        description = "Lists all that is wrong with rules, or needs a look, and what they share with whom.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    RulesArgument rules;

    @Mixin
    ReportOutput output = new ReportOutput();

    ValidateCommand(SurroundingsReader reader) {
        this.rules = new RulesArgument(reader);
    }

    @Override
    public Integer call() {
        RulesInput.Input input = rules.read();
        List<Finding> findings = new ArrayList<>(input.findings());
        input.loaded()
                .rules()
                .ifPresent(
                        set -> findings.addAll(set.advice(input.surroundings().unorderedSources())));
        return output.print(
                new ValidateReport(
                        input.path().toString(),
                        findings.stream().sorted().distinct().toList(),
                        input.loaded().rules(),
                        rules.excerpts()),
                !input.isBroken());
    }
}
