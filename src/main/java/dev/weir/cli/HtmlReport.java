package dev.weir.cli;

import dev.weir.rehearsal.SimulationResult;
import dev.weir.rehearsal.TimeSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A simulation as one HTML file that needs nothing else: tables, and plots as inline SVG, in light and dark. */
final class HtmlReport {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ground: #fff; --text: #1c2430; --quiet: #5b6675; --line: #d8dee6;
              --a: #2563b0; --b: #c2571a; --c: #7a8594; --d: #9db8d9; }
            @media (prefers-color-scheme: dark) { :root { --ground: #14181e; --text: #e4e9f0; --quiet: #9aa6b5;
              --line: #323a46; --a: #6ea8f0; --b: #f0935a; --c: #8b96a5; --d: #35537a; } }
            body { background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
              max-width: 64rem; padding: 0 1rem; }
            h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; } p { color: var(--quiet); }
            .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: right; white-space: nowrap; }
            th { color: var(--quiet); font-weight: 600; } th:first-child, td:first-child { text-align: left; }
            svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; }
            svg text { fill: var(--quiet); } svg .value { fill: var(--text); } svg .axis { stroke: var(--line); }
            """;

    private final SimulateReport report;

    HtmlReport(SimulateReport report) {
        this.report = report;
    }

    private String name() {
        return Path.of(report.trace()).getFileName().toString();
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escaped(name()))
                .append(": what it costs</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>What ")
                .append(escaped(name()))
                .append(" costs</h1>\n");
        if (report.results().isEmpty()) {
            return html.append("<p>It holds no events.</p>\n</body>\n</html>\n").toString();
        }
        SimulationResult asWritten = report.results().get(0);
        html.append(String.format(
                Locale.ROOT,
                "<p>%s in %s, played at %s times its pace; budget %s calls a second, %d ms to an answer, %s for each"
                        + " publish. A unit is 2,048 bytes, or a part of them, for a connection.</p>%n",
                Counted.of(asWritten.events(), "event"),
                SimulateReport.duration(asWritten.span()),
                SimulateReport.decimal(report.pace()),
                report.budgetText(),
                report.latency().toMillis(),
                Counted.of(report.connections(), "connection")));
        windows(html);
        section(html, "Publishes", bars(SimulationResult::publishes, "publishes"));
        section(html, "Message units", bars(SimulationResult::units, "units"));
        section(html, "Staleness, from the broker to the service's answer, in milliseconds", stalenessBars());
        section(html, "Events and publishes a second, with the windows that the rules say", lines(asWritten));
        if (asWritten.hubs().size() > 1) {
            shares(html, "By hub", "hub", asWritten.hubs(), asWritten);
        }
        shares(html, "By rule", "rule", asWritten.rules(), asWritten);
        shares(html, "By tenant", "tenant", asWritten.tenants(), asWritten);
        return html.append("</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder html, String title, String body) {
        html.append("<h2>").append(title).append("</h2>\n").append(body);
    }

    private void windows(StringBuilder html) {
        html.append("<h2>Windows</h2>\n<div class=\"scroll\"><table>\n");
        row(
                html,
                "th",
                "every",
                "publishes",
                "a second",
                "busiest second",
                "updates",
                "MB",
                "units",
                "p50 ms",
                "p95",
                "p99",
                "max");
        for (SimulationResult result : report.results()) {
            row(
                    html,
                    "td",
                    SimulateReport.name(result),
                    SimulateReport.number(result.publishes()),
                    SimulateReport.decimal(result.publishes() / SimulateReport.seconds(result)),
                    SimulateReport.number(result.busiestSecond()),
                    SimulateReport.number(result.updates()),
                    SimulateReport.decimal(result.bytes() / 1e6),
                    SimulateReport.number(result.units()),
                    SimulateReport.number(result.staleness().p50()),
                    SimulateReport.number(result.staleness().p95()),
                    SimulateReport.number(result.staleness().p99()),
                    SimulateReport.number(result.staleness().max()));
        }
        html.append("</table></div>\n");
    }

    private static void shares(
            StringBuilder html,
            String title,
            String what,
            List<SimulationResult.Share> shares,
            SimulationResult whole) {
        html.append("<h2>").append(title).append("</h2>\n<div class=\"scroll\"><table>\n");
        row(html, "th", what, "updates", "publishes", "MB", "units", "share");
        for (SimulationResult.Share share : SimulateReport.first(shares)) {
            row(
                    html,
                    "td",
                    SimulateReport.name(share),
                    SimulateReport.number(share.updates()),
                    SimulateReport.number(Math.round(share.publishes())),
                    SimulateReport.decimal(share.bytes() / 1e6),
                    SimulateReport.number(Math.round(share.units())),
                    SimulateReport.decimal(100 * share.units() / Math.max(1, whole.units())) + " %");
        }
        html.append("</table></div>\n");
    }

    private static void row(StringBuilder html, String cell, String... texts) {
        html.append("<tr>");
        for (String text : texts) {
            html.append('<')
                    .append(cell)
                    .append('>')
                    .append(escaped(text))
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        html.append("</tr>\n");
    }

    private String bars(ToDoubleFunction<SimulationResult> measure, String unit) {
        List<SvgPlot.Bar> bars = new ArrayList<>();
        for (SimulationResult result : report.results()) {
            double value = measure.applyAsDouble(result);
            bars.add(new SvgPlot.Bar(
                    SimulateReport.name(result), value, SimulateReport.number(Math.round(value)), "var(--a)"));
        }
        return SvgPlot.bars(unit, bars);
    }

    private String stalenessBars() {
        List<SvgPlot.Bar> bars = new ArrayList<>();
        for (SimulationResult result : report.results()) {
            SimulationResult.Staleness staleness = result.staleness();
            String name = SimulateReport.name(result);
            bars.add(new SvgPlot.Bar(
                    name + ", p50", staleness.p50(), SimulateReport.number(staleness.p50()), "var(--d)"));
            bars.add(new SvgPlot.Bar(
                    name + ", p95", staleness.p95(), SimulateReport.number(staleness.p95()), "var(--a)"));
            bars.add(new SvgPlot.Bar(
                    name + ", p99", staleness.p99(), SimulateReport.number(staleness.p99()), "var(--b)"));
        }
        return SvgPlot.bars("staleness in milliseconds", bars);
    }

    private static String lines(SimulationResult result) {
        TimeSeries came = result.came();
        TimeSeries left = result.left();
        return SvgPlot.lines(
                "events and publishes a second over time",
                List.of(
                        new SvgPlot.Line("events", came.perSecond(), came.spanMillis(), "var(--c)"),
                        new SvgPlot.Line("publishes", left.perSecond(), left.spanMillis(), "var(--b)")));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
