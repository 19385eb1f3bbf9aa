package dev.weir.cli;

import dev.weir.event.Event;
import dev.weir.rehearsal.RecordedEvent;
import dev.weir.rehearsal.RecordedEventReader;
import dev.weir.rehearsal.Rehearsal;
import dev.weir.rehearsal.RehearsalSettings;
import dev.weir.rules.LoadedRules;
import dev.weir.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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

    @Mixin
    RulesOption rules;

    @Mixin
    SourceOption source = new SourceOption();

    @Mixin
    ReportOutput output = new ReportOutput();

    ExplainCommand(SurroundingsReader reader) {
        this.rules = new RulesOption(reader);
    }

    @Override
    public Integer call() throws IOException {
        Optional<RulesInput.Input> input = rules.readOrTell();
        if (input.isEmpty()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (Files.size(RulesInput.require(event)) > MAX_BYTES) {
            throw output.usage(event + ": this file is larger than 200 MiB");
        }
        RecordedEventReader.Result read = RecordedEventReader.read(Files.readAllBytes(event));
        if (read instanceof RecordedEventReader.Result.Broken broken) {
            return output.fail(event + ": " + broken.problem());
        }
        RecordedEvent recorded = ((RecordedEventReader.Result.Read) read).event();
        LoadedRules loaded = input.get().loaded();
        String from = recorded.sourceName().isEmpty() ? source.orThatOf(loaded) : recorded.sourceName();
        return output.print(report(loaded.rules().orElseThrow(), recorded, from), true);
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
