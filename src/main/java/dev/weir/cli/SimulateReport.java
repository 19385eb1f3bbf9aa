package dev.weir.cli;

import dev.weir.rehearsal.SimulationResult;
import dev.weir.yaml.ValueReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a trace costs.
 *
 * @param trace the file
 * @param pace how many times as fast as recorded it was played
 * @param budget calls a second of the hub of targets that name none, and of each hub that is not in {@code budgets}
 * @param budgets calls a second of hubs by their names
 * @param latency how long the service was assumed to take
 * @param connections how many clients each publish was assumed to reach
 * @param results with the windows that the rules say, then with those that were asked for; empty of an empty trace
 */
record SimulateReport(
        String trace,
        double pace,
        double budget,
        Map<String, Integer> budgets,
        Duration latency,
        int connections,
        List<SimulationResult> results)
        implements Printed.Report {
    private static final int MOST_SHARES = 20;

    SimulateReport {
        budgets = Map.copyOf(budgets);
        results = List.copyOf(results);
    }

    /** A window as tables name it. */
    static String name(SimulationResult result) {
        return result.every().map(ValueReader::text).orElse("as in rules");
    }

    static double seconds(SimulationResult result) {
        return Math.max(1, result.span().toMillis()) / 1000.0;
    }

    static List<SimulationResult.Share> first(List<SimulationResult.Share> shares) {
        return shares.subList(0, Math.min(MOST_SHARES, shares.size()));
    }

    static String name(SimulationResult.Share share) {
        return share.name().isEmpty() ? "(none)" : share.name();
    }

    @Override
    public String text() {
        if (results.isEmpty()) {
            return trace + ": no events\n";
        }
        SimulationResult asWritten = results.get(0);
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %s in %s, %.1f a second; budget %s calls a second, %d ms to an answer%n%n",
                trace,
                Counted.of(asWritten.events(), "event"),
                duration(asWritten.span()),
                asWritten.events() / seconds(asWritten),
                budgetText(),
                latency.toMillis()));
        text.append(windows()).append('\n').append(ends()).append('\n');
        if (asWritten.hubs().size() > 1) {
            shares("hub", asWritten.hubs(), asWritten, text);
            text.append('\n');
        }
        shares("rule", asWritten.rules(), asWritten, text);
        text.append('\n');
        shares("tenant", asWritten.tenants(), asWritten, text);
        for (SimulationResult result : results) {
            if (result.unsettled() > 0) {
                text.append("\nevery ")
                        .append(name(result))
                        .append(": the budget is too small; a day after the last event ")
                        .append(Counted.of(result.unsettled(), "event"))
                        .append(" still waited\n");
            }
        }
        return text.toString();
    }

    /** One number, or one for each hub where they differ. */
    String budgetText() {
        Map<String, Integer> sorted = new TreeMap<>(budgets);
        return sorted.values().stream().allMatch(own -> own == budget)
                ? String.format(Locale.ROOT, "%.0f", budget)
                : sorted.entrySet().stream()
                        .map(own -> own.getKey() + " " + own.getValue())
                        .collect(Collectors.joining(", "));
    }

    private Table windows() {
        Table table = new Table("")
                .head(
                        "every",
                        ">publishes",
                        ">a second",
                        ">busiest",
                        ">updates",
                        ">MB",
                        ">units",
                        ">p50 ms",
                        ">p90",
                        ">p95",
                        ">p99",
                        ">max");
        for (SimulationResult result : results) {
            SimulationResult.Staleness staleness = result.staleness();
            table.row(
                    name(result),
                    number(result.publishes()),
                    decimal(result.publishes() / seconds(result)),
                    number(result.busiestSecond()),
                    number(result.updates()),
                    decimal(result.bytes() / 1e6),
                    number(result.units()),
                    number(staleness.p50()),
                    number(staleness.p90()),
                    number(staleness.p95()),
                    number(staleness.p99()),
                    number(staleness.max()));
        }
        return table;
    }

    private Table ends() {
        List<String> words = List.of("published", "superseded", "filtered", "unmatched", "dead-lettered");
        Table table =
                new Table("").head("events", ">published", ">superseded", ">filtered", ">unmatched", ">dead-lettered");
        for (SimulationResult result : results) {
            Object[] row = new Object[words.size() + 1];
            row[0] = name(result);
            for (int i = 0; i < words.size(); i++) {
                row[i + 1] = number(result.ends().getOrDefault(words.get(i), 0L));
            }
            table.row(row);
        }
        return table;
    }

    private static void shares(
            String what, List<SimulationResult.Share> shares, SimulationResult whole, StringBuilder text) {
        Table table = new Table("").head(what, ">updates", ">publishes", ">MB", ">units", ">share");
        for (SimulationResult.Share share : first(shares)) {
            table.row(
                    name(share),
                    number(share.updates()),
                    number(Math.round(share.publishes())),
                    decimal(share.bytes() / 1e6),
                    number(Math.round(share.units())),
                    decimal(100 * share.units() / Math.max(1, whole.units())) + " %");
        }
        text.append(table);
        if (shares.size() > MOST_SHARES) {
            text.append("and ").append(shares.size() - MOST_SHARES).append(" more\n");
        }
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String decimal(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }

    static String duration(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
        }
        return seconds < 7200
                ? String.format(Locale.ROOT, "%.1f min", seconds / 60.0)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trace", trace);
        json.put("pace", pace);
        json.put("requestsPerSecond", budget);
        json.put("budgets", new TreeMap<>(budgets));
        json.put("latencyMillis", latency.toMillis());
        json.put("connections", connections);
        json.put("results", results.stream().map(SimulateReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(SimulationResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("every", result.every().map(ValueReader::text).orElse("rules"));
        json.put("events", result.events());
        json.put("seconds", seconds(result));
        json.put("ends", result.ends());
        json.put("unsettled", result.unsettled());
        json.put("publishes", result.publishes());
        json.put("tails", result.tails());
        json.put("busiestSecond", result.busiestSecond());
        json.put("updates", result.updates());
        json.put("bytes", result.bytes());
        json.put("units", result.units());
        json.put("stalenessMillis", result.staleness());
        json.put("hubs", result.hubs());
        json.put("rules", result.rules());
        json.put("tenants", result.tenants());
        return json;
    }
}
