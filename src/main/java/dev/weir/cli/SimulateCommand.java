package dev.weir.cli;

import dev.weir.rehearsal.RecordedEvent;
import dev.weir.rehearsal.RehearsalSettings;
import dev.weir.rehearsal.Simulation;
import dev.weir.rehearsal.SimulationResult;
import dev.weir.rehearsal.TraceReader;
import dev.weir.rules.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules simulate}: what recorded events would cost, with one window or several. */
@Command(
        name = "simulate",
        description =
                "Plays recorded events through rules, lanes and budget on a virtual clock, and shows what they cost.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TRACE.ndjson",
            description = "Recorded events, a JSON object a line, oldest first, each with 'at'; .gz is unpacked.")
    @SuppressWarnings("NullAway.Init")
    Path trace;

    @Option(
            names = "--every",
            split = ",",
            paramLabel = "DURATION",
            converter = Windows.class,
            description = "Windows to compare, for all rules, beside what the rules say: 100ms,1s.")
    List<Duration> every = new ArrayList<>();

    @Option(
            names = "--pace",
            paramLabel = "FACTOR",
            description = "How many times as fast as recorded (default: ${DEFAULT-VALUE}).")
    double pace = 1;

    @Option(
            names = "--latency",
            paramLabel = "DURATION",
            converter = Windows.class,
            description = "How long Web PubSub takes to answer (default: 20ms).")
    Duration latency = Duration.ofMillis(20);

    @Option(
            names = "--budget",
            paramLabel = "CALLS",
            description = "Calls a second to each hub (default: the configuration's of each, else 200).")
    @Nullable
    Integer budget;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "How many clients each publish reaches, for message units (default: ${DEFAULT-VALUE}).")
    int connections = 1;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the report with plots, too.")
    @Nullable
    Path html;

    @Mixin
    RulesOption rules;

    @Mixin
    SourceOption source = new SourceOption();

    @Mixin
    ReportOutput output = new ReportOutput();

    SimulateCommand(SurroundingsReader reader) {
        this.rules = new RulesOption(reader);
    }

    @Override
    public Integer call() throws IOException {
        if (!(pace > 0) || connections < 1 || (budget != null && budget < 1)) {
            throw output.usage("--pace, --connections and --budget must be above zero");
        }
        Optional<RulesInput.Input> input = rules.readOrTell();
        if (input.isEmpty()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        PrintWriter err = output.err();
        RulesInput.require(trace);
        SimulateReport report;
        try (TraceReader reader = TraceReader.open(trace)) {
            report = simulate(reader, input.get());
            reader.problems().forEach(problem -> err.println(trace + ":" + problem.line() + ": " + problem.text()));
            if (reader.broken() > 0) {
                err.println(trace + ": " + Counted.of(reader.broken(), "line") + " can't be read, and left out");
            }
            err.flush();
            if (html != null) {
                Files.writeString(html, new HtmlReport(report).html());
            }
            return output.print(
                    report, reader.broken() == 0 && !report.results().isEmpty());
        }
    }

    private SimulateReport simulate(TraceReader reader, RulesInput.Input input) throws IOException {
        RuleSet set = input.loaded().rules().orElseThrow();
        ProgressBar bar = ProgressBar.onTerminal(output.err());
        RehearsalSettings any =
                RehearsalSettings.of(source.orThatOf(input.loaded())).latency(latency);
        RehearsalSettings settings =
                budget == null ? any.budgets(input.surroundings().hubs()) : any.requestsPerSecond(budget);
        List<Simulation> simulations = new ArrayList<>();
        Instant start = Instant.MIN;
        Duration last = Duration.ZERO;
        long events = 0;
        for (Optional<RecordedEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
            RecordedEvent event = next.get();
            if (simulations.isEmpty()) {
                start = event.at();
                simulations.add(simulation(set, Optional.empty(), settings, start));
                for (Duration window : every) {
                    simulations.add(simulation(set, Optional.of(window), settings, start));
                }
            }
            Duration at =
                    Duration.ofNanos((long) (Duration.between(start, event.at()).toNanos() / pace));
            // Brokers' clocks differ a little: what seems older than the one before it came right after it.
            last = at.compareTo(last) > 0 ? at : last;
            for (Simulation simulation : simulations) {
                simulation.play(event, last);
            }
            bar.show(reader.progress(), ++events, "event");
        }
        bar.clear();
        List<SimulationResult> results =
                simulations.stream().map(Simulation::finish).toList();
        return new SimulateReport(
                trace.toString(),
                pace,
                settings.budgetOf(input.surroundings().hub()),
                settings.budgets(),
                latency,
                connections,
                results);
    }

    private Simulation simulation(RuleSet set, Optional<Duration> window, RehearsalSettings settings, Instant start) {
        return new Simulation(set, window, settings, connections, start);
    }
}
