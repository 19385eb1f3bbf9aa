package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.event.DeadLetter;
import java.util.List;
import java.util.Map;

/** What clients see of an event: a tree of literals, expressions and texts, as a rule's {@code data} says. */
sealed interface Projection {

    /**
     * The data for an event. Shares nodes with the event.
     *
     * @throws Refusal where a field is missing, or an expression fails
     */
    JsonNode in(Variables variables);

    /** The event's data as it is. */
    record Whole() implements Projection {
        @Override
        public JsonNode in(Variables variables) {
            return variables.event().data();
        }
    }

    /** The same whatever the event. */
    record Literal(JsonNode value) implements Projection {
        @Override
        public JsonNode in(Variables variables) {
            return value;
        }
    }

    /** An expression's value, of its own type. */
    record Typed(Expression expression, String what) implements Projection {
        @Override
        public JsonNode in(Variables variables) {
            Object value = expression.valueIn(variables);
            if (value instanceof Missing missing) {
                throw Refusal.ofMissing(DeadLetter.Reason.MISSING_FIELD, what + ": " + missing.description());
            }
            try {
                return JsonResult.of(value);
            } catch (Refusal refusal) {
                throw refusal.within(what);
            }
        }
    }

    /**
     * Text with expressions within it.
     *
     * @param literals one more than expressions
     */
    record Text(List<String> literals, List<Expression> expressions, String what) implements Projection {
        public Text {
            literals = List.copyOf(literals);
            expressions = List.copyOf(expressions);
        }

        @Override
        public JsonNode in(Variables variables) {
            StringBuilder text = new StringBuilder(literals.get(0));
            for (int i = 0; i < expressions.size(); i++) {
                Expression expression = expressions.get(i);
                try {
                    text.append(PlaceholderValue.inText(expression.valueIn(variables), expression));
                } catch (Refusal refusal) {
                    throw refusal.within(what);
                }
                text.append(literals.get(i + 1));
            }
            return TextNode.valueOf(text.toString());
        }
    }

    /** An object. */
    record Fields(Map<String, Projection> fields) implements Projection {
        @Override
        public JsonNode in(Variables variables) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            fields.forEach((name, field) -> object.set(name, field.in(variables)));
            return object;
        }
    }

    /** An array. */
    record Items(List<Projection> items) implements Projection {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public JsonNode in(Variables variables) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
            items.forEach(item -> array.add(item.in(variables)));
            return array;
        }
    }
}
