package dev.weir.cli;

import dev.weir.rehearsal.RulesDiff;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a change of rules alters.
 *
 * @param trace the file of events
 */
record DiffReport(String trace, RulesDiff.Result result) implements Printed.Report {

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(trace)
                .append(": ")
                .append(Counted.of(result.events(), "event"))
                .append(", ")
                .append(SimulateReport.number(result.altered()))
                .append(result.altered() == 1 ? " is" : " are")
                .append(" handled otherwise\n");
        if (result.differences().isEmpty()) {
            return text.toString();
        }
        Table table = new Table("").head("the event", ">events", "rules");
        for (RulesDiff.Difference difference : result.differences()) {
            table.row(
                    difference.kind().text(),
                    SimulateReport.number(difference.events()),
                    String.join(", ", difference.rules()));
        }
        text.append('\n').append(table);
        for (RulesDiff.Difference difference : result.differences()) {
            text.append("\nThe event ").append(difference.kind().text()).append(":\n");
            for (RulesDiff.Example example : difference.examples()) {
                text.append("  ")
                        .append(trace)
                        .append(':')
                        .append(example.line())
                        .append(' ');
                text.append(example.type()).append('\n');
                example.lines().forEach(line -> text.append("    ").append(line).append('\n'));
            }
        }
        return text.toString();
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trace", trace);
        json.put("events", result.events());
        json.put("altered", result.altered());
        json.put(
                "differences",
                result.differences().stream().map(DiffReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(RulesDiff.Difference difference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", difference.kind().text());
        json.put("events", difference.events());
        json.put("rules", difference.rules());
        json.put("examples", List.copyOf(difference.examples()));
        return json;
    }
}
