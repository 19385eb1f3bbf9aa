package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A JSON object that a client sent, read field by field; {@link #end} refuses what nobody read. */
final class Fields {
    private final String where;
    private final ObjectNode json;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param where names the object in messages
     */
    Fields(String where, ObjectNode json) {
        this.where = where;
        this.json = json;
    }

    boolean has(String name) {
        known.add(name);
        return !json.path(name).isMissingNode() && !json.path(name).isNull();
    }

    String text(String name) throws Rejection {
        return optionalText(name).orElseThrow(() -> Rejection.badRequest(where + " needs '" + name + "', a text"));
    }

    Optional<String> optionalText(String name) throws Rejection {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!json.get(name).isTextual()) {
            throw wrong(name, "a text");
        }
        return Optional.of(json.get(name).asText());
    }

    boolean flag(String name, boolean otherwise) throws Rejection {
        if (!has(name)) {
            return otherwise;
        }
        if (!json.get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return json.get(name).asBoolean();
    }

    int integer(String name, int otherwise) throws Rejection {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = json.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, "a whole number");
        }
        return value.asInt();
    }

    double number(String name, double otherwise) throws Rejection {
        if (!has(name)) {
            return otherwise;
        }
        if (!json.get(name).isNumber()) {
            throw wrong(name, "a number");
        }
        return json.get(name).asDouble();
    }

    /** A duration in ISO 8601's form, such as {@code PT1M30S}. */
    Optional<Duration> duration(String name) throws Rejection {
        Optional<String> text = optionalText(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.parse(text.get()));
        } catch (DateTimeParseException e) {
            throw wrong(name, "a duration such as PT1M30S");
        }
    }

    Optional<JsonNode> node(String name) {
        return has(name) ? Optional.of(json.get(name)) : Optional.empty();
    }

    Optional<Fields> object(String name) throws Rejection {
        if (!has(name)) {
            return Optional.empty();
        }
        if (json.get(name) instanceof ObjectNode object) {
            return Optional.of(new Fields("'" + name + "'", object));
        }
        throw wrong(name, "an object");
    }

    /** What was made of these fields, which were all. */
    <T> Optional<T> whole(T value) throws Rejection {
        end();
        return Optional.of(value);
    }

    /** To be called when all fields have been asked for. */
    void end() throws Rejection {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw Rejection.badRequest(
                        where + " has an unknown field '" + name + "'; known are: " + String.join(", ", known));
            }
        }
    }

    private Rejection wrong(String name, String expected) {
        return Rejection.badRequest("'" + name + "' of " + where + " must be " + expected + ", but was "
                + abbreviated(json.get(name).toString()));
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
