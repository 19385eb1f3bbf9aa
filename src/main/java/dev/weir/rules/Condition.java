package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;

/** Which events a rule takes: its {@code when}. */
final class Condition {
    private final Expression expression;

    Condition(Expression expression) {
        this.expression = expression;
    }

    /** What a condition says of an event. */
    enum Answer {
        MATCH,
        NO_MATCH,
        /** It asks for a field that the event has not, which is no match. */
        MISSING
    }

    String text() {
        return expression.text();
    }

    /**
     * Whether the rule takes the event.
     *
     * @throws Refusal where the expression fails, or is neither true nor false
     */
    Answer of(Variables variables) {
        Object value;
        try {
            value = expression.valueIn(variables);
        } catch (Refusal refusal) {
            throw new Refusal(refusal.reason(), "when: " + refusal.description());
        }
        if (value instanceof Boolean matches) {
            return matches ? Answer.MATCH : Answer.NO_MATCH;
        }
        if (value instanceof JsonNode node && node.isBoolean()) {
            return node.booleanValue() ? Answer.MATCH : Answer.NO_MATCH;
        }
        if (value instanceof Missing || JsonResult.isNull(value)) {
            return Answer.MISSING;
        }
        throw new Refusal(
                DeadLetter.Reason.EXPRESSION_FAILED, "when: it must be true or false, but is " + Shown.kindOf(value));
    }
}
