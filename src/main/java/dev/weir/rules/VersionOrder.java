package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An update's place in the order of its entity: what a rule's {@code version} says. */
final class VersionOrder {
    static final int MAX_PARTS = 16;
    private static final int MAX_TEXT = 256;

    private final List<Expression> expressions;

    /** @param expressions one that gives a value or a list of them, or one for each part */
    VersionOrder(List<Expression> expressions) {
        this.expressions = List.copyOf(expressions);
    }

    /** As it was written. */
    String text() {
        return expressions.size() == 1
                ? expressions.get(0).text()
                : expressions.stream().map(Expression::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * One or more of {@link Long}, {@link Double}, {@link String}.
     *
     * @throws Refusal where an expression gives something else
     */
    List<Object> in(Variables variables) {
        if (expressions.size() > 1) {
            return expressions.stream()
                    .map(expression -> part(plain(expression.valueIn(variables))))
                    .toList();
        }
        Object value = plain(expressions.get(0).valueIn(variables));
        if (!(value instanceof List<?> list)) {
            return List.of(part(value));
        }
        if (list.isEmpty() || list.size() > MAX_PARTS) {
            throw invalid("have 1 to 16 parts, but has " + list.size());
        }
        List<Object> order = new ArrayList<>(list.size());
        for (Object item : list) {
            order.add(part(plain(item)));
        }
        return order;
    }

    private static Object plain(Object value) {
        return value instanceof JsonNode node ? JsonView.of(node) : value;
    }

    private static Object part(Object value) {
        if (value instanceof Long || (value instanceof Double number && Double.isFinite(number))) {
            return value;
        }
        if (value instanceof String text) {
            if (text.length() > MAX_TEXT) {
                throw invalid("have texts of at most 256 characters, but one has " + text.length());
            }
            return text;
        }
        if (value instanceof Missing missing) {
            throw Refusal.ofMissing(DeadLetter.Reason.INVALID_VERSION, "version: " + missing.description());
        }
        if (JsonResult.isNull(value)) {
            throw Refusal.ofMissing(
                    DeadLetter.Reason.INVALID_VERSION, "version: it must be numbers or texts, but is null");
        }
        throw invalid("be numbers or texts, but is " + Shown.kindOf(value));
    }

    private static Refusal invalid(String expectation) {
        return new Refusal(DeadLetter.Reason.INVALID_VERSION, "version: it must " + expectation);
    }
}
