package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;
import dev.weir.message.Target;
import java.util.List;
import java.util.Optional;

/**
 * An OData filter over connections with values bound to it: a value can end no quotation, so a filter tells its values.
 *
 * <p>Within quotes a placeholder makes part of a name, escaped as names of targets are; outside it stands for a literal.
 */
final class FilterTemplate {
    /** The longest filter, in characters. */
    static final int MAX_LENGTH = 2048;

    private final String text;
    private final List<Part> parts;
    private final Optional<Lead> lead;

    /** What the filter is made of, in order. */
    sealed interface Part {

        /** As it stands. */
        record Fixed(String text) implements Part {}

        /** A quoted name. */
        record Quoted(NameExpression name) implements Part {}

        /** A literal for a value. */
        record Bound(Expression expression) implements Part {}
    }

    /**
     * Whom the filter takes at most, where it begins with that: members of a group or a user.
     *
     * @param kind group or user
     * @param name their name; empty where it is whatever a value says
     */
    record Lead(Target.Kind kind, Optional<NameTemplate> name) {}

    FilterTemplate(String text, List<Part> parts, Optional<Lead> lead) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.lead = lead;
    }

    String text() {
        return text;
    }

    Optional<Lead> lead() {
        return lead;
    }

    /**
     * The filter for an event.
     *
     * @throws Refusal where a field is missing, or a value can't be bound
     */
    String in(Variables variables) {
        StringBuilder filter = new StringBuilder(64);
        for (Part part : parts) {
            if (part instanceof Part.Fixed fixed) {
                filter.append(fixed.text());
            } else if (part instanceof Part.Quoted quoted) {
                quote(quoted.name().in(variables), filter);
            } else if (part instanceof Part.Bound bound) {
                bind(bound.expression(), variables, filter);
            }
            if (filter.length() > MAX_LENGTH) {
                throw invalid("it must have at most 2,048 characters, but has more");
            }
        }
        return filter.toString();
    }

    private void bind(Expression expression, Variables variables, StringBuilder filter) {
        Object value = expression.valueIn(variables);
        Object plain = value instanceof JsonNode node ? JsonView.of(node) : value;
        if (plain instanceof Long || plain instanceof Boolean) {
            filter.append(plain);
        } else if (plain instanceof String literal) {
            if (literal.length() > MAX_LENGTH) {
                throw invalid("it must have at most 2,048 characters, but '" + expression.text() + "' has "
                        + literal.length());
            }
            if (literal.codePoints().anyMatch(NameTemplate::isForbidden)) {
                throw invalid("'" + expression.text() + "' must not hold control characters or half characters");
            }
            quote(literal, filter);
        } else if (plain instanceof Missing missing) {
            throw Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, "filter: " + missing.description());
        } else {
            String problem = "'" + Shown.of(expression.text()) + "' must be text, an integer, true or false, but is "
                    + Shown.kindOf(plain);
            throw JsonResult.isNull(plain)
                    ? Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, "filter: " + problem)
                    : invalid(problem);
        }
    }

    private static void quote(String literal, StringBuilder filter) {
        filter.append('\'').append(literal.replace("'", "''")).append('\'');
    }

    private static Refusal invalid(String problem) {
        return new Refusal(DeadLetter.Reason.INVALID_TARGET, "filter: " + problem);
    }
}
