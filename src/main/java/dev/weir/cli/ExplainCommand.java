package dev.weir.cli;

import dev.weir.event.Event;
import dev.weir.rehearsal.RecordedEvent;
import dev.weir.rehearsal.RecordedEventReader;
import dev.weir.rehearsal.Rehearsal;
import dev.weir.rehearsal.RehearsalSettings;
import dev.weir.rules.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules explain}: what each rule makes of one event, and why. */
@Command(
        name = "explain",
        description =
                "Shows what each rule makes of an event, which part of a condition said no, and what clients get.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    /** A broker's largest message, with room for what JSON adds to it. */
    private static final long MAX_BYTES = 200L << 20;

    @Parameters(
            paramLabel = "EVENT.json",
            description = "The event: type, source, subject, id, time, data, properties; or a structured CloudEvent.")
    @SuppressWarnings("NullAway.Init")
    Path event;

    @Option(
            names = "--rules",
            paramLabel = "PATH",
            description = "The rules: a folder or a file (default: the configuration's, else routing-rules).")
    @Nullable
    Path path;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The configured source that the event came from, where its 'origin' doesn't say.")
    @Nullable
    String source;

    @Option(names = "--output", paramLabel = "text|json", description = "Form of the report (default: text).")
    Printed output = Printed.TEXT;

    @Mixin
    RulesInput rules;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    ExplainCommand(SurroundingsReader reader) {
        this.rules = new RulesInput(reader);
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        RulesInput.Input input = rules.read(path);
        input.findings().forEach(finding -> err.println(finding.text()));
        err.flush();
        if (input.isBroken()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (Files.size(RulesInput.require(event)) > MAX_BYTES) {
            throw new CommandLine.ParameterException(spec.commandLine(), event + ": this file is larger than 200 MiB");
        }
        RecordedEventReader.Result read = RecordedEventReader.read(Files.readAllBytes(event));
        if (read instanceof RecordedEventReader.Result.Broken broken) {
            err.println(event + ": " + broken.problem());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        RecordedEvent recorded = ((RecordedEventReader.Result.Read) read).event();
        output.print(
                report(input.loaded().rules().orElseThrow(), recorded, sourceOf(recorded, input)),
                spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private String sourceOf(RecordedEvent recorded, RulesInput.Input input) {
        if (!recorded.sourceName().isEmpty()) {
            return recorded.sourceName();
        }
        return Optional.ofNullable(source)
                .or(() -> RulesInput.onlySource(input.loaded()))
                .orElse("unknown");
    }

    private static ExplainReport report(RuleSet rules, RecordedEvent recorded, String source) {
        ExplainReport.Wire wire = new ExplainReport.Wire();
        Instant at = recorded.isTimed() ? recorded.at() : Instant.now();
        Rehearsal rehearsal = new Rehearsal(rules, RehearsalSettings.of(source), at, wire);
        Event event = rehearsal.play(recorded, Duration.ZERO);
        // What is published of one event leaves at once: every lane of it was idle.
        return new ExplainReport(event, rules.explain(event), rules.evaluate(event), wire.sent());
    }
}
