package dev.weir.cli;

import java.util.List;
import java.util.Locale;

/** Plots as inline SVG, in the colours of the page around them. Stateless. */
final class SvgPlot {
    private static final int WIDTH = 900;
    private static final int BAR = 22;
    private static final int LABEL = 150;
    private static final int VALUE = 90;
    private static final int HEIGHT = 220;
    private static final int LEFT = 60;
    private static final int BOTTOM = 28;
    private static final int TOP = 24;

    private SvgPlot() {}

    /** A bar with what stands at its ends. */
    record Bar(String label, double value, String shown, String colour) {}

    /** Counts a second in spans of equal length, from the start. */
    record Line(
            String label,
            @SuppressWarnings("ArrayRecordComponent") double[] perSecond,
            long spanMillis,
            String colour) {}

    /** Bars below each other, on a scale from zero. */
    static String bars(String title, List<Bar> bars) {
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
        StringBuilder svg = start(bars.size() * (BAR + 6) + 6, title);
        int y = 6;
        for (Bar bar : bars) {
            double width = most == 0 ? 0 : bar.value() / most * (WIDTH - LABEL - VALUE);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                            + "<text class=\"value\" x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LABEL - 10,
                    y + 16,
                    HtmlReport.escaped(bar.label()),
                    LABEL,
                    y,
                    Math.max(1, width),
                    BAR,
                    bar.colour(),
                    LABEL + Math.max(1, width) + 8,
                    y + 16,
                    HtmlReport.escaped(bar.shown())));
            y += BAR + 6;
        }
        return svg.append("</svg>\n").toString();
    }

    /** Lines over time, on one scale from zero. */
    static String lines(String title, List<Line> lines) {
        double most = 1e-9;
        double longest = 1;
        for (Line line : lines) {
            for (double value : line.perSecond()) {
                most = Math.max(most, value);
            }
            longest = Math.max(longest, line.perSecond().length * line.spanMillis() / 1000.0);
        }
        StringBuilder svg = start(HEIGHT, title);
        axis(svg, most, longest);
        int legend = LEFT;
        for (Line line : lines) {
            svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"")
                    .append(line.colour())
                    .append("\" points=\"");
            for (int i = 0; i < line.perSecond().length; i++) {
                double at = (i + 0.5) * line.spanMillis() / 1000.0;
                svg.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        LEFT + at / longest * (WIDTH - LEFT - 10),
                        HEIGHT - BOTTOM - line.perSecond()[i] / most * (HEIGHT - BOTTOM - TOP)));
            }
            svg.append("\"/>\n")
                    .append(String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"4\" width=\"12\" height=\"12\" fill=\"%s\"/>"
                                    + "<text x=\"%d\" y=\"14\">%s</text>%n",
                            legend,
                            line.colour(),
                            legend + 18,
                            HtmlReport.escaped(line.label())));
            legend += 110;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void axis(StringBuilder svg, double most, double seconds) {
        for (int i = 0; i <= 2; i++) {
            double y = HEIGHT - BOTTOM - i / 2.0 * (HEIGHT - BOTTOM - TOP);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT,
                    WIDTH - 10,
                    y,
                    y,
                    LEFT - 8,
                    y + 4,
                    SimulateReport.decimal(most * i / 2)));
        }
        for (int i = 0; i <= 4; i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s s</text>%n",
                    LEFT + i / 4.0 * (WIDTH - LEFT - 10),
                    HEIGHT - 8,
                    i == 0 ? "start" : i == 4 ? "end" : "middle",
                    SimulateReport.decimal(seconds * i / 4)));
        }
    }

    private static StringBuilder start(int height, String title) {
        return new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                height,
                HtmlReport.escaped(title)));
    }
}
