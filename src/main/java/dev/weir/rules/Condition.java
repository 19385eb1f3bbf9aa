package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;

/** What is true or false of an event: a rule's {@code when}, and what ends a window or removes an entity. */
final class Condition {
    private final Expression expression;
    private final String key;
    private final EventTypes types;

    /** @param key where it stands, in a message about an event: {@code when} */
    Condition(Expression expression, String key) {
        this.expression = expression;
        this.key = key;
        this.types = expression instanceof CelExpression cel ? cel.types() : EventTypes.ANY;
    }

    /** Which types of events it can hold for. */
    EventTypes types() {
        return types;
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
     * Whether it holds for the event.
     *
     * @throws Refusal where the expression fails, or is neither true nor false
     */
    Answer of(Variables variables) {
        if (!types.admits(variables.event().type())) {
            return Answer.NO_MATCH;
        }
        if (types.whole()) {
            return Answer.MATCH;
        }
        Object value;
        try {
            value = expression.valueIn(variables);
        } catch (Refusal refusal) {
            throw refusal.within(key);
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
                DeadLetter.Reason.EXPRESSION_FAILED, key + ": it must be true or false, but is " + Shown.kindOf(value));
    }

    boolean holds(Variables variables) {
        return of(variables) == Answer.MATCH;
    }
}
