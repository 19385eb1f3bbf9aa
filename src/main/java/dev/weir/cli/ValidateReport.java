package dev.weir.cli;

import dev.weir.rules.RuleSet;
import dev.weir.rules.RuleSummary;
import dev.weir.yaml.Excerpts;
import dev.weir.yaml.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What {@code rules validate} found.
 *
 * @param path the rules that were asked for
 * @param findings all of them, by place
 * @param rules empty where a finding is an error
 * @param excerpts shows the lines that findings are about
 */
record ValidateReport(String path, List<Finding> findings, Optional<RuleSet> rules, Excerpts excerpts)
        implements Printed.Report {
    private static final String EVERY_SOURCE = "every source";

    ValidateReport {
        findings = List.copyOf(findings);
    }

    private long count(Finding.Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(excerpts.text(finding)));
        String counts = Counted.of(count(Finding.Severity.ERROR), "error") + ", "
                + Counted.of(count(Finding.Severity.WARNING), "warning");
        if (rules.isEmpty()) {
            return text.append(path).append(": ").append(counts).append('\n').toString();
        }
        List<RuleSummary> all = rules.get().rules();
        text.append(path)
                .append(": ")
                .append(Counted.of(all.size(), "rule"))
                .append(" in ")
                .append(Counted.of(
                        all.stream().map(RuleSummary::file).distinct().count(), "file"))
                .append(", ")
                .append(counts)
                .append("\n\n");
        section(text, "Sources", bySource(all), names -> Counted.of(names.size(), "rule"));
        section(text, "Tenants", byTenant(all), names -> Counted.of(names.size(), "rule"));
        section(text, "Hubs", byHub(all), names -> Counted.of(names.size(), "rule"));
        section(text, "Targets", byTarget(all, false), names -> few(names));
        section(text, "Shared", byTarget(all, true), names -> few(names));
        return text.append("Hash ").append(rules.get().hash()).append('\n').toString();
    }

    private static void section(
            StringBuilder text,
            String title,
            Map<String, List<String>> entries,
            Function<List<String>, String> describe) {
        text.append(title).append('\n');
        Table table = new Table("  ");
        entries.forEach((key, names) -> table.row(key, describe.apply(names)));
        text.append(entries.isEmpty() ? "  none\n" : table.toString()).append('\n');
    }

    private static String few(List<String> names) {
        int shown = 5;
        return names.size() <= shown
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " more";
    }

    private static Map<String, List<String>> bySource(List<RuleSummary> all) {
        Map<String, List<String>> rules = new TreeMap<>();
        for (RuleSummary rule : all) {
            List<String> sources = rule.sources().isEmpty() ? List.of(EVERY_SOURCE) : rule.sources();
            sources.forEach(source -> add(rules, source, rule));
        }
        return rules;
    }

    private static Map<String, List<String>> byTenant(List<RuleSummary> all) {
        Map<String, List<String>> rules = new TreeMap<>();
        all.stream().filter(rule -> !rule.tenant().isEmpty()).forEach(rule -> add(rules, rule.tenant(), rule));
        return rules;
    }

    private static Map<String, List<String>> byHub(List<RuleSummary> all) {
        Map<String, List<String>> rules = new TreeMap<>();
        all.forEach(rule -> rule.hubs().forEach(hub -> add(rules, hub, rule)));
        return rules;
    }

    private static Map<String, List<String>> byTarget(List<RuleSummary> all, boolean shared) {
        Map<String, List<String>> rules = new TreeMap<>();
        all.stream()
                .filter(rule -> rule.shared() == shared)
                .forEach(rule -> rule.targets().forEach(target -> add(rules, target, rule)));
        return rules;
    }

    private static void add(Map<String, List<String>> rules, String key, RuleSummary rule) {
        List<String> names = rules.computeIfAbsent(key, unknown -> new ArrayList<>());
        if (!names.contains(rule.name())) {
            names.add(rule.name());
        }
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path);
        json.put("valid", rules.isPresent() && count(Finding.Severity.ERROR) == 0);
        json.put("findings", findings.stream().map(JsonFinding::of).toList());
        List<RuleSummary> all = rules.map(RuleSet::rules).orElse(List.of());
        json.put("rules", all.stream().map(ValidateReport::json).toList());
        json.put("sources", bySource(all));
        json.put("tenants", byTenant(all));
        json.put("hubs", byHub(all));
        json.put("targets", byTarget(all, false));
        json.put("shared", byTarget(all, true));
        json.put("hash", rules.map(RuleSet::hash).orElse(""));
        return json;
    }

    private static Map<String, Object> json(RuleSummary rule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", rule.name());
        json.put("file", rule.file());
        json.put("line", rule.line());
        json.put("sources", rule.sources());
        json.put("when", rule.when());
        json.put("tenant", rule.tenant());
        json.put("hubs", rule.hubs());
        json.put("targets", rule.targets());
        json.put("entity", rule.entity());
        json.put("version", rule.version());
        json.put("everyMillis", rule.every().toMillis());
        json.put("shared", rule.shared());
        return json;
    }
}
