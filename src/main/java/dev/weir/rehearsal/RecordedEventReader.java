package dev.weir.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.yaml.Suggestion;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads recorded events: JSON objects with {@code type}, {@code source}, {@code subject}, {@code id}, {@code time}, {@code
 * data}, {@code properties}, and {@code at} and {@code origin} where they were recorded. A structured CloudEvent is one too;
 * its extensions become properties. Stateless.
 */
public final class RecordedEventReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIELDS =
            List.of("at", "origin", "type", "source", "subject", "id", "time", "data", "properties");
    private static final List<String> OF_CLOUD_EVENTS = List.of("specversion", "datacontenttype", "dataschema");
    private static final Pattern ORIGIN = Pattern.compile("[a-z0-9][a-z0-9-]*(/[^/]+(/[0-9]{1,18})?)?");

    private RecordedEventReader() {}

    /** What came of reading. */
    public sealed interface Result {

        /** An event. */
        record Read(RecordedEvent event) implements Result {}

        /** None, and why. */
        record Broken(String problem) implements Result {}
    }

    /** Reads the text of one event. */
    public static Result read(byte[] text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            return new Result.Broken("this is not JSON: " + where + e.getOriginalMessage());
        } catch (IOException e) {
            return new Result.Broken("this is not JSON: " + e.getMessage());
        }
        return read(node);
    }

    /** Reads one event. */
    public static Result read(JsonNode node) {
        if (!node.isObject()) {
            return new Result.Broken("an event must be a JSON object, but is " + kind(node));
        }
        try {
            return new Result.Read(event(node));
        } catch (IllegalArgumentException e) {
            return new Result.Broken(String.valueOf(e.getMessage()));
        }
    }

    private static RecordedEvent event(JsonNode node) {
        Map<String, Object> properties = new LinkedHashMap<>();
        JsonNode given = node.path("properties");
        if (!given.isMissingNode() && !given.isObject()) {
            throw new IllegalArgumentException("'properties' must be an object, but is " + kind(given));
        }
        given.properties().forEach(field -> properties.put(field.getKey(), property(field.getKey(), field.getValue())));
        boolean cloudEvent = node.has("specversion");
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            if (FIELDS.contains(name) || (cloudEvent && OF_CLOUD_EVENTS.contains(name))) {
                continue;
            }
            if (!cloudEvent) {
                throw new IllegalArgumentException("unknown field '" + name + "'" + Suggestion.text(name, FIELDS));
            }
            properties.put(name, property(name, field.getValue()));
        }
        String type = text(node, "type");
        if (type.isEmpty()) {
            throw new IllegalArgumentException("'type' is missing; every event must have one");
        }
        String origin = text(node, "origin");
        if (!origin.isEmpty() && !ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException(
                    "'origin' must be SOURCE, SOURCE/PARTITION or SOURCE/PARTITION/SEQUENCE, but is '" + origin + "'");
        }
        JsonNode data = node.get("data");
        return new RecordedEvent(
                at(node),
                origin,
                text(node, "id"),
                type,
                text(node, "source"),
                text(node, "subject"),
                text(node, "time"),
                properties,
                data == null ? NullNode.getInstance() : data);
    }

    private static Instant at(JsonNode node) {
        String at = text(node, "at");
        if (at.isEmpty()) {
            return Instant.MIN;
        }
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'at' must be a time such as 2026-11-23T10:00:00.120Z, but is '" + at + "'", e);
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + name + "' must be text, but is " + kind(value));
        }
        return value.textValue();
    }

    private static Object property(String name, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER ->
                value.isIntegralNumber() && value.canConvertToLong() ? (Object) value.longValue() : value.doubleValue();
            default ->
                throw new IllegalArgumentException(
                        "property '" + name + "' must be text, a number, true or false, but is " + kind(value));
        };
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "null";
        };
    }
}
