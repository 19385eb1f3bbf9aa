package dev.weir.cli;

import dev.weir.rehearsal.CaseResult;
import dev.weir.yaml.Excerpts;
import dev.weir.yaml.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of tests.
 *
 * @param path the rules
 * @param findings of rules and tests
 * @param results of the tests that could be run
 * @param excerpts shows the lines that findings are about
 */
record TestReport(String path, List<Finding> findings, List<CaseResult> results, Excerpts excerpts)
        implements Printed.Report {
    TestReport {
        findings = List.copyOf(findings);
        results = List.copyOf(results);
    }

    boolean passed() {
        return results.stream().allMatch(CaseResult::passed);
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(excerpts.text(finding)));
        for (CaseResult result : results) {
            if (!result.passed()) {
                text(result, text);
            }
        }
        long failed = results.stream().filter(result -> !result.passed()).count();
        return text.append(path)
                .append(": ")
                .append(Counted.of(results.size(), "test"))
                .append(", ")
                .append(Counted.of(failed, "failure"))
                .append(results.isEmpty() && findings.isEmpty() ? "; tests stand in files named *.test.yaml" : "")
                .append('\n')
                .toString();
    }

    private static void text(CaseResult result, StringBuilder text) {
        text.append(result.test().place().text())
                .append(": test '")
                .append(result.test().name())
                .append("' failed\n");
        for (CaseResult.Difference difference : result.differences()) {
            boolean detail = difference instanceof CaseResult.Detail;
            text.append(detail ? "        " : "  ")
                    .append(difference.text())
                    .append(detail ? "" : "   (" + difference.place().text() + ")")
                    .append('\n');
        }
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path);
        json.put("passed", passed() && findings.stream().noneMatch(f -> f.severity() == Finding.Severity.ERROR));
        json.put("findings", findings.stream().map(JsonFinding::of).toList());
        json.put("tests", results.stream().map(TestReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(CaseResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", result.test().name());
        json.put("file", result.test().place().file());
        json.put("line", result.test().place().line());
        json.put("passed", result.passed());
        json.put(
                "differences",
                result.differences().stream()
                        .map(difference -> Map.of("line", difference.place().line(), "text", difference.text()))
                        .toList());
        return json;
    }
}
