package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.event.Event;
import dev.weir.yaml.Finding;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The rules of some files, checked and compiled. Immutable, and safe on any thread.
 *
 * <p>Evaluation is pure: it depends on the event and on the rules alone, and changes neither.
 */
public final class RuleSet {
    private final List<Rule> rules;
    private final String hash;
    /** The rules of each source that a rule names, with those of every source among them. */
    private final Map<String, RuleIndex> bySource = new HashMap<>();

    private final RuleIndex ofEverySource;
    /** Whether events of a source that no rule takes are dead-lettered. */
    private final Map<String, Boolean> deadLettersUnmatched = new HashMap<>();

    private final boolean everyUnmatched;

    RuleSet(List<Rule> rules, String hash) {
        this.rules = List.copyOf(rules);
        this.hash = hash;
        Set<String> sources = new HashSet<>();
        rules.forEach(rule -> sources.addAll(rule.summary().sources()));
        for (String source : sources) {
            RuleIndex asked = new RuleIndex(rules.stream()
                    .filter(rule -> rule.summary().sources().isEmpty()
                            || rule.summary().sources().contains(source))
                    .toList());
            bySource.put(source, asked);
            deadLettersUnmatched.put(source, deadLettersUnmatched(asked));
        }
        this.ofEverySource = new RuleIndex(rules.stream()
                .filter(rule -> rule.summary().sources().isEmpty())
                .toList());
        this.everyUnmatched = deadLettersUnmatched(ofEverySource);
    }

    private static boolean deadLettersUnmatched(RuleIndex asked) {
        return asked.all().stream().anyMatch(rule -> rule.file().unmatched() == RuleFile.Unmatched.DEAD_LETTER);
    }

    /**
     * What the rules make of an event. All of them are asked before anything is returned: where one fails, the event has no
     * updates at all.
     */
    public Evaluation evaluate(Event event) {
        return evaluate(event, type -> {});
    }

    /**
     * The same, telling of an event that breaks a schema by which it is checked.
     *
     * @param invalid told the type of events as the rules name it in {@code schemas}
     */
    public Evaluation evaluate(Event event, Consumer<String> invalid) {
        String source = event.origin().scope().source();
        RuleIndex.OfType asked = bySource.getOrDefault(source, ofEverySource).of(event.type());
        for (FileSchemas.Entry schema : asked.schemas()) {
            Optional<String> violation = schema.schema().violation(event.data());
            if (violation.isPresent()) {
                invalid.accept(schema.type());
                if (schema.invalid() == FileSchemas.Invalid.DEAD_LETTER) {
                    return new Evaluation.Refused(
                            DeadLetter.Reason.INVALID_DATA,
                            "",
                            "the event breaks " + schema.schema().name() + ": " + violation.get());
                }
            }
        }
        return evaluate(event, source, asked.rules());
    }

    private Evaluation evaluate(Event event, String source, Rule[] asked) {
        Variables variables = new Variables(event);
        UpdateList updates = new UpdateList();
        Set<RuleFile> taken = Set.of();
        String filteredBy = "";
        int missing = 0;
        for (Rule rule : asked) {
            try {
                if (!taken.isEmpty() && taken.contains(rule.file())) {
                    rule.leave(variables, updates);
                    continue;
                }
                Condition.Answer answer = rule.matches(variables);
                if (answer == Condition.Answer.NO_MATCH) {
                    rule.leave(variables, updates);
                    continue;
                }
                boolean passedOver = answer == Condition.Answer.MISSING
                        || (rule.output().isPresent() && rule.apply(variables, updates) == Rule.Applied.SKIPPED);
                if (passedOver) {
                    missing++;
                    continue;
                }
                if (filteredBy.isEmpty()) {
                    filteredBy = rule.name();
                }
                if (rule.file().match() == RuleFile.Match.FIRST) {
                    taken = taken.isEmpty() ? new HashSet<>() : taken;
                    taken.add(rule.file());
                }
            } catch (Refusal refusal) {
                return new Evaluation.Refused(refusal.reason(), rule.name(), refusal.description());
            }
        }
        if (!updates.isEmpty()) {
            return updates.toEvaluation(missing);
        }
        if (!filteredBy.isEmpty()) {
            return new Evaluation.Filtered(filteredBy, missing);
        }
        return deadLettersUnmatched.getOrDefault(source, everyUnmatched)
                ? new Evaluation.Refused(
                        DeadLetter.Reason.UNMATCHED,
                        "",
                        "no rule takes an event of type '" + Shown.of(event.type()) + "' from source '" + source + "'")
                : new Evaluation.Unmatched(missing);
    }

    /** The same rules, each with this window: what another {@code every} would cost or save. */
    public RuleSet every(Duration every) {
        return new RuleSet(rules.stream().map(rule -> rule.every(every)).toList(), hash);
    }

    /** What each rule makes of an event, and why, in the order in which they are asked; for people, not for the flow. */
    public List<Explanation> explain(Event event) {
        Variables variables = new Variables(event);
        return rules.stream().map(rule -> Explanation.of(rule, variables)).toList();
    }

    /** What works, but perhaps not as it was meant. See {@link RuleAdvice}. */
    public List<Finding> advice(Set<String> unorderedSources) {
        return new RuleAdvice(rules, unorderedSources).findings();
    }

    /** The hubs that a source's events may go to. */
    public Set<String> hubsOf(String source) {
        return bySource.getOrDefault(source, ofEverySource).all().stream()
                .flatMap(rule -> rule.targets().stream())
                .map(TargetTemplate::hub)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The rules, in the order in which they are asked: by file, then by place. */
    public List<RuleSummary> rules() {
        return rules.stream().map(Rule::summary).toList();
    }

    /** A SHA-256 in hex over the rules' texts and the default hub; the same wherever the files lie. */
    public String hash() {
        return hash;
    }

    @Override
    public String toString() {
        return "RuleSet" + Arrays.asList(rules.stream().map(Rule::name).toArray());
    }
}
