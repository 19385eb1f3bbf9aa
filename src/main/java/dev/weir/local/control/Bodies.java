package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Bodies and properties of messages in JSON: {@code text} where the bytes are UTF-8, else {@code base64}. */
final class Bodies {
    private static final int MAX_SHOWN = 64 * 1024;
    private static final int MAX_PROPERTIES = 100;

    private Bodies() {}

    /** Adds the body to a message; one above 64 KiB is cut and says so. */
    static void write(ObjectNode json, byte[] body) {
        json.put("bytes", body.length);
        byte[] shown = body.length <= MAX_SHOWN ? body : Arrays.copyOf(body, MAX_SHOWN);
        if (shown.length < body.length) {
            json.put("cut", true);
        }
        text(shown, body.length - shown.length)
                .ifPresentOrElse(
                        text -> json.put("text", text),
                        () -> json.put("base64", Base64.getEncoder().encodeToString(shown)));
    }

    private static Optional<String> text(byte[] bytes, int cutOff) {
        // The cut may go through a character, which has 4 bytes at the most.
        for (int less = 0; less < (cutOff == 0 ? 1 : 4); less++) {
            try {
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, bytes.length - less))
                        .toString());
            } catch (CharacterCodingException e) {
                // Tried with one byte less, or told as base64.
            }
        }
        return Optional.empty();
    }

    static void writeProperties(ObjectNode json, Map<String, ?> properties) {
        ObjectNode object = json.putObject("properties");
        properties.forEach((name, value) -> {
            if (value instanceof Boolean flag) {
                object.put(name, flag);
            } else if (value instanceof Double || value instanceof Float) {
                object.put(name, ((Number) value).doubleValue());
            } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
                object.put(name, ((Number) value).longValue());
            } else {
                object.put(name, String.valueOf(value));
            }
        });
    }

    /** The body that a client wants sent. */
    static byte[] read(Fields fields) throws Rejection {
        Optional<String> text = fields.optionalText("text");
        Optional<String> base64 = fields.optionalText("base64");
        if (text.isPresent() == base64.isPresent()) {
            throw Rejection.badRequest("the body needs either 'text' or 'base64'");
        }
        try {
            return text.map(value -> value.getBytes(StandardCharsets.UTF_8))
                    .orElseGet(() -> Base64.getDecoder().decode(base64.orElse("")));
        } catch (IllegalArgumentException e) {
            throw Rejection.badRequest("'base64' is not valid base64: " + e.getMessage());
        }
    }

    /** Application properties: texts, whole numbers (long), numbers (double), true and false. */
    static Map<String, Object> readProperties(Fields fields) throws Rejection {
        Optional<JsonNode> node = fields.node("properties");
        Map<String, Object> properties = new LinkedHashMap<>();
        if (node.isEmpty()) {
            return properties;
        }
        if (!node.get().isObject() || node.get().size() > MAX_PROPERTIES) {
            throw Rejection.badRequest("'properties' must be an object with at most " + MAX_PROPERTIES + " fields");
        }
        for (Iterator<Map.Entry<String, JsonNode>> all = node.get().fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> property = all.next();
            properties.put(property.getKey(), value(property.getKey(), property.getValue()));
        }
        return properties;
    }

    private static Object value(String name, JsonNode value) throws Rejection {
        if (value.isTextual()) {
            return value.asText();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.asLong();
        }
        if (value.isNumber()) {
            return value.asDouble();
        }
        throw Rejection.badRequest("the property '" + name + "' must be a text, a number, true or false");
    }
}
