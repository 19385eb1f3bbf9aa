package dev.weir.rules;

import dev.weir.event.DeadLetter;
import dev.weir.message.Update;
import java.util.List;

/**
 * What one rule makes of an event, and why.
 *
 * @param rule the rule
 * @param verdict what it says
 */
public record Explanation(RuleSummary rule, Verdict verdict) {

    /** What a rule says of an event. */
    public sealed interface Verdict {

        /** The rule asks for events of other sources. */
        record OtherSource() implements Verdict {}

        /**
         * Its condition does not hold.
         *
         * @param because the parts of the condition that said no
         */
        record NoMatch(List<Part> because) implements Verdict {
            public NoMatch {
                because = List.copyOf(because);
            }
        }

        /** It matches, and has no targets. */
        record Filters() implements Verdict {}

        /** It matches; an earlier rule's update for the same target and entity comes before one of these. */
        record Makes(List<Update> updates) implements Verdict {
            public Makes {
                updates = List.copyOf(updates);
            }
        }

        /** It fails; nothing of the event is published. */
        record Refuses(DeadLetter.Reason reason, String description) implements Verdict {}
    }

    /**
     * A part of a condition that is not true.
     *
     * @param expression the part as it was written
     * @param answer {@code false}, {@code asks for a field that the event has not}, or how it failed
     * @param values what it looked at
     */
    public record Part(String expression, String answer, List<Value> values) {
        public Part {
            values = List.copyOf(values);
        }
    }

    /**
     * A field that a condition names.
     *
     * @param path the field
     * @param json its value as JSON, cut; {@code missing} where the event has none
     */
    public record Value(String path, String json) {}

    static Explanation of(Rule rule, Variables variables) {
        return new Explanation(rule.summary(), verdict(rule, variables));
    }

    private static Verdict verdict(Rule rule, Variables variables) {
        List<String> sources = rule.summary().sources();
        if (!sources.isEmpty()
                && !sources.contains(variables.event().origin().scope().source())) {
            return new Verdict.OtherSource();
        }
        try {
            if (rule.matches(variables) != Condition.Answer.MATCH) {
                return new Verdict.NoMatch(
                        new ConditionParts(variables).notTrue(rule.summary().when()));
            }
            if (rule.output().isEmpty()) {
                return new Verdict.Filters();
            }
            UpdateList updates = new UpdateList();
            if (rule.apply(variables, updates) == Rule.Applied.SKIPPED) {
                return new Verdict.NoMatch(
                        List.of(new Part("onMissing: skip", "a field that the rule needs is missing", List.of())));
            }
            return new Verdict.Makes(updates.toEvaluation(0).updates());
        } catch (Refusal refusal) {
            return new Verdict.Refuses(refusal.reason(), refusal.description());
        }
    }
}
