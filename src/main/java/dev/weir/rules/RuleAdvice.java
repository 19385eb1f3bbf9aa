package dev.weir.rules;

import dev.weir.yaml.Finding;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Place;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Warnings about rules that work, but perhaps not as they were meant: rules that coalesce a source which keeps no order, and
 * two rules that may update one lane and entity.
 */
final class RuleAdvice {
    private final List<Rule> rules;
    private final Set<String> unorderedSources;
    private final Findings findings = new Findings();
    /** The first rule of each pair of a target's and an entity's template, by hub and kind. */
    private final Map<String, Map<Pair, RuleSummary>> pairs = new LinkedHashMap<>();

    private record Pair(String target, String entity, NameShape targetShape, NameShape entityShape) {}

    /** @param unorderedSources the sources that may hand one entity's events to two replicas */
    RuleAdvice(List<Rule> rules, Set<String> unorderedSources) {
        this.rules = rules;
        this.unorderedSources = unorderedSources;
    }

    /** All of them, by place. */
    List<Finding> findings() {
        for (Rule rule : rules) {
            if (rule.output().isPresent()) {
                adviseOnOrder(rule.summary());
                adviseOnLanes(rule, rule.output().get());
            }
        }
        return findings.sorted();
    }

    private void adviseOnOrder(RuleSummary rule) {
        if (!rule.version().isEmpty() || rule.every().isZero()) {
            return;
        }
        for (String source : unorderedSources.stream().sorted().toList()) {
            if (rule.sources().isEmpty() || rule.sources().contains(source)) {
                findings.warning(
                        place(rule),
                        "rule '" + rule.name() + "' coalesces source '" + source
                                + "', a queue without sessions, and has no 'version': two replicas may publish the events of"
                                + " one entity in either order; give the rule a 'version', or the queue sessions");
            }
        }
    }

    private void adviseOnLanes(Rule rule, RuleOutput output) {
        Set<String> told = new HashSet<>();
        for (TargetTemplate target : rule.targets()) {
            Pair pair = new Pair(
                    target.text(),
                    output.entity().text(),
                    target.shape(),
                    output.entity().template().shape());
            Map<Pair, RuleSummary> others = pairs.computeIfAbsent(target.hubAndKind(), key -> new LinkedHashMap<>());
            for (Map.Entry<Pair, RuleSummary> other : others.entrySet()) {
                if (meets(pair, other.getKey()) && !other.getValue().name().equals(rule.name())) {
                    if (told.add(other.getValue().name())) {
                        warnOfOneLane(rule.summary(), pair, other.getValue());
                    }
                }
            }
            others.putIfAbsent(pair, rule.summary());
        }
    }

    private static boolean meets(Pair one, Pair other) {
        return one.targetShape().canEqual(other.targetShape())
                && one.entityShape().canEqual(other.entityShape());
    }

    private void warnOfOneLane(RuleSummary rule, Pair pair, RuleSummary earlier) {
        boolean versions = !rule.version().isEmpty() || !earlier.version().isEmpty();
        findings.warning(
                place(rule),
                "rule '" + rule.name() + "' may update the entity '" + pair.entity() + "' of '" + pair.target()
                        + "' as rule '"
                        + earlier.name() + "' (" + earlier.file() + ":" + earlier.line()
                        + ") does: of one event the first rule's update is kept"
                        + (versions ? ", and versions of two rules don't compare, so what arrives later wins" : ""));
    }

    private static Place place(RuleSummary rule) {
        return new Place(rule.file(), rule.line(), 1);
    }
}
