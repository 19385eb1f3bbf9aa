package dev.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results as a table, as JSON, and as ratios to what was aimed at. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD =
            "| | events/s | calls/s | bytes an event | CPU ms a 1,000 events | allocated an event | p50 ms | p99 ms"
                    + " | waiting, first to last | entities unseen | heap MiB |";

    private final List<Result> results;
    private final List<String> skipped;

    /** @param skipped what was left out, and why */
    Report(List<Result> results, List<String> skipped) {
        this.results = List.copyOf(results);
        this.skipped = List.copyOf(skipped);
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.md"), "# Results\n\n" + machine() + "\n\n" + table() + "\n" + ratios());
        ObjectNode json = JSON.createObjectNode().put("machine", machine());
        json.set("results", JSON.valueToTree(results));
        Files.writeString(folder.resolve("results.json"), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        for (SourceKind kind : SourceKind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            List<Result> backlog = of(kind, Load.BACKLOG);
            if (!backlog.isEmpty()) {
                Files.writeString(
                        folder.resolve(name + "-events.svg"),
                        BarChart.svg("Events a second from a backlog, " + kind.text(), bars(backlog, Result::events)));
                Files.writeString(
                        folder.resolve(name + "-cpu.svg"),
                        BarChart.svg("CPU ms a thousand events, " + kind.text(), bars(backlog, Result::cpuMillis)));
            }
            List<Result> budget = of(kind, Load.BUDGET);
            if (!budget.isEmpty()) {
                Files.writeString(
                        folder.resolve(name + "-staleness.svg"),
                        BarChart.svg(
                                "p99 staleness in ms, 1,000 calls a second, " + kind.text(),
                                bars(budget, result -> (double) result.p99())));
            }
        }
    }

    private static List<BarChart.Bar> bars(
            List<Result> results, java.util.function.ToDoubleFunction<Result> value) {
        return results.stream()
                .map(result -> new BarChart.Bar(
                        result.contender().text(), value.applyAsDouble(result), result.contender() == Contender.WEIR))
                .toList();
    }

    private List<Result> of(SourceKind kind, Load load) {
        return results.stream()
                .filter(result -> result.source() == kind && result.load() == load)
                .toList();
    }

    String table() {
        StringBuilder text = new StringBuilder();
        for (SourceKind kind : SourceKind.values()) {
            for (Load load : Load.values()) {
                List<Result> rows = of(kind, load);
                if (!rows.isEmpty()) {
                    text.append("## ").append(kind.text()).append(", ").append(load.text());
                    if (load != Load.BACKLOG) {
                        text.append(String.format(Locale.ROOT, " (%,d events/s)", rows.get(0).offered()));
                    }
                    text.append("\n\n").append(HEAD).append("\n|---|").append("---:|".repeat(10)).append('\n');
                    rows.forEach(row -> text.append(line(row)));
                    text.append('\n');
                }
            }
        }
        skipped.forEach(line -> text.append("Left out: ").append(line).append('\n'));
        return text.toString();
    }

    private static String line(Result row) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %,.0f | %.1f | %,.0f | %s | %s | %s | %s | %d |%n",
                row.contender().text(),
                row.events(),
                row.calls(),
                row.bytes(),
                row.cpuMillis(),
                row.allocated(),
                row.p50() < 0 ? "" : String.format(Locale.ROOT, "%,d", row.p50()),
                row.p99() < 0 ? "" : String.format(Locale.ROOT, "%,d", row.p99()),
                row.p99() < 0 ? "" : String.format(Locale.ROOT, "%,d to %,d", row.waitingAtStart(), row.waitingAtEnd()),
                row.p99() < 0 ? "" : Integer.toString(row.unseen()),
                row.heapMiB());
    }

    /** What was aimed at beside what came of it. */
    String ratios() {
        List<String> lines = new ArrayList<>();
        for (SourceKind kind : SourceKind.values()) {
            ratio(lines, kind);
        }
        for (SourceKind kind : SourceKind.values()) {
            find(kind, Contender.WEIR, Load.BUDGET).ifPresent(weir -> lines.add(String.format(
                    Locale.ROOT,
                    "| %s: p99 staleness with 1,000 calls/s | at most 500 ms | %,d ms |",
                    kind.text(),
                    weir.p99())));
        }
        return lines.isEmpty()
                ? ""
                : "## Aims\n\n| Of Weir | Aim | Here |\n|---|---|---|\n" + String.join("\n", lines) + "\n";
    }

    private void ratio(List<String> lines, SourceKind kind) {
        Optional<Result> weir = find(kind, Contender.WEIR, Load.BACKLOG);
        Optional<Result> floor = find(kind, Contender.FLOOR, Load.BACKLOG);
        Optional<Result> async = find(kind, Contender.ASYNC, Load.BACKLOG);
        if (weir.isEmpty()) {
            return;
        }
        floor.ifPresent(of -> {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s: events/s of the floor's | at least %.1f | %.2f |",
                    kind.text(),
                    kind.aim(),
                    weir.get().events() / of.events()));
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s: CPU an event of the floor's | at most 2.0 | %.2f |",
                    kind.text(),
                    weir.get().cpuMillis() / of.cpuMillis()));
        });
        async.ifPresent(of -> lines.add(String.format(
                Locale.ROOT,
                "| %s: events/s of the async program's | at least 2.5 | %.2f |",
                kind.text(),
                weir.get().events() / of.events())));
    }

    private Optional<Result> find(SourceKind kind, Contender contender, Load load) {
        return of(kind, load).stream()
                .filter(result -> result.contender() == contender)
                .findFirst();
    }

    private static String machine() {
        Runtime runtime = Runtime.getRuntime();
        return "Java " + Runtime.version() + ", " + runtime.availableProcessors()
                + " cores that the contender, the local services with the feed, and the client share; 1 GiB of heap"
                + " for each contender. Events are 1 KiB.";
    }
}
