package dev.weir.bench;

import java.util.List;
import java.util.Locale;

/** Horizontal bars as SVG. */
final class BarChart {
    private static final int LEFT = 220;
    private static final int WIDTH = 400;
    private static final int ROW = 30;
    private static final int TOP = 44;

    private BarChart() {}

    /** @param isOurs drawn so that it stands out */
    record Bar(String name, double value, boolean isOurs) {}

    static String svg(String title, List<Bar> bars) {
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        int height = TOP + ROW * bars.size() + 10;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 %1$d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"720\" height=\"%1$d\" fill=\"white\"/>%n"
                        + "<text x=\"20\" y=\"26\" font-size=\"15\">%2$s</text>%n",
                height,
                title));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = TOP + i * ROW;
            double width = Math.max(1, WIDTH * bar.value() / Math.max(1e-9, most));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"20\" fill=\"%s\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LEFT - 8,
                    y + 15,
                    bar.name(),
                    LEFT,
                    y,
                    width,
                    bar.isOurs() ? "#1d4ed8" : "#9ca3af",
                    LEFT + width + 6,
                    y + 15,
                    String.format(Locale.ROOT, bar.value() < 100 ? "%,.1f" : "%,.0f", bar.value())));
        }
        return svg.append("</svg>\n").toString();
    }
}
