package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as messages show them: cut, so that a dead letter never carries a payload. */
final class Shown {
    private static final int MAX = 80;

    private Shown() {}

    /** A text, cut to 80 characters. */
    static String of(String text) {
        if (text.length() <= MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX - 1)) ? MAX - 1 : MAX;
        return text.substring(0, end) + "…";
    }

    /** What a value is, and scalars with their value: {@code the number 1.5}, {@code a list of 3}. */
    static String kindOf(Object value) {
        if (value instanceof JsonNode node) {
            return node.getNodeType() == JsonNodeType.BINARY ? "binary data" : kindOf(JsonView.of(node));
        }
        if (value instanceof String text) {
            return "'" + of(text) + "'";
        }
        if (value instanceof Long || value instanceof Integer) {
            return "the integer " + value;
        }
        if (value instanceof Number) {
            return "the number " + of(value.toString());
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return "an object of " + map.size() + " fields";
        }
        return JsonResult.isNull(value)
                ? "null"
                : "of the type " + value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
