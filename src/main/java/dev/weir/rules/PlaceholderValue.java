package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;

/** The text that stands for an expression's value within a name or a text. */
final class PlaceholderValue {
    private PlaceholderValue() {}

    /**
     * The text of a value within a name: text, integers, {@code true} and {@code false}. Other numbers have more than one
     * spelling, so that one value could have two names.
     *
     * @throws Refusal where it is missing or has no text
     */
    static String inName(Object value, Expression expression, DeadLetter.Reason reason) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof JsonNode node) {
            if (node.isTextual()) {
                return node.textValue();
            }
            if (node.isIntegralNumber() || node.isBoolean()) {
                return node.asText();
            }
        }
        throw refusal(value, expression, reason, "text, an integer, true or false");
    }

    /**
     * The text of a value within a text that clients see.
     *
     * @throws Refusal where it is missing or has no text
     */
    static String inText(Object value, Expression expression) {
        if (value instanceof Double number && Double.isFinite(number)) {
            return number.toString();
        }
        if (value instanceof JsonNode node && node.isNumber()) {
            return node.asText();
        }
        if (value instanceof String
                || value instanceof Long
                || value instanceof Boolean
                || (value instanceof JsonNode node && (node.isTextual() || node.isBoolean()))) {
            return inName(value, expression, DeadLetter.Reason.EXPRESSION_FAILED);
        }
        throw refusal(value, expression, DeadLetter.Reason.EXPRESSION_FAILED, "text, a number, true or false");
    }

    private static Refusal refusal(Object value, Expression expression, DeadLetter.Reason reason, String wanted) {
        if (value instanceof Missing missing) {
            return Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, missing.description());
        }
        String problem = "'" + Shown.of(expression.text()) + "' must be " + wanted + ", but is " + Shown.kindOf(value);
        return JsonResult.isNull(value)
                ? Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, problem)
                : new Refusal(reason, problem);
    }
}
