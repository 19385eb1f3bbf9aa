package dev.weir.cli;

import dev.weir.rehearsal.RecordedEvent;
import dev.weir.rehearsal.RulesDiff;
import dev.weir.rehearsal.TraceReader;
import dev.weir.rules.LoadedRules;
import dev.weir.yaml.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules diff}: what a change of rules alters, over recorded events. */
@Command(
        name = "diff",
        description = "Shows what a change of rules alters, event by event, in counts and examples.",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OLD", description = "The rules as they were: a folder or a file.")
    @SuppressWarnings("NullAway.Init")
    Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "The rules as they are to be.")
    @SuppressWarnings("NullAway.Init")
    Path after;

    @Option(
            names = "--trace",
            required = true,
            paramLabel = "TRACE.ndjson",
            description = "Recorded events, a JSON object a line; .gz is unpacked.")
    @SuppressWarnings("NullAway.Init")
    Path trace;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "How many events to show of each way in which they differ (default: ${DEFAULT-VALUE}).")
    int examples = 3;

    @Mixin
    SourceOption source = new SourceOption();

    @Mixin
    ReportOutput output = new ReportOutput();

    @Mixin
    RulesInput rules;

    DiffCommand(SurroundingsReader reader) {
        this.rules = new RulesInput(reader);
    }

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>();
        Surroundings surroundings = rules.surroundings(findings);
        LoadedRules old = RulesInput.load(before, surroundings);
        LoadedRules now = RulesInput.load(after, surroundings);
        findings.addAll(old.findings());
        findings.addAll(now.findings());
        rules.tell(findings);
        if (old.rules().isEmpty() || now.rules().isEmpty()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        RulesDiff diff =
                new RulesDiff(old.rules().get(), now.rules().get(), source.orThatOf(now), Math.max(0, examples));
        PrintWriter err = output.err();
        ProgressBar bar = ProgressBar.onTerminal(err);
        try (TraceReader reader = TraceReader.open(RulesInput.require(trace))) {
            long events = 0;
            for (Optional<RecordedEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
                diff.compare(next.get(), reader.line());
                bar.show(reader.progress(), ++events, "event");
            }
            bar.clear();
            reader.problems().forEach(problem -> err.println(trace + ":" + problem.line() + ": " + problem.text()));
            err.flush();
            return output.print(new DiffReport(trace.toString(), diff.result()), reader.broken() == 0);
        }
    }
}
