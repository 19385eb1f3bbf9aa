package dev.weir.local.emulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A JSON object at its place in a file. What is missing or of a wrong type becomes a finding, and is left out. */
final class ConfigObject {
    private final JsonNode node;
    private final String pointer;
    private final Findings findings;

    ConfigObject(JsonNode node, String pointer, Findings findings) {
        this.node = node;
        this.pointer = pointer;
        this.findings = findings;
        if (!node.isObject()) {
            findings.add(pointer, "expected an object, but found " + describe(node));
        }
    }

    /** Reports every key that is not among these. */
    ConfigObject only(String... keys) {
        List<String> known = List.of(keys);
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                String suggestion = known.stream()
                        .filter(key -> isNear(key, name))
                        .findFirst()
                        .map(key -> "; did you mean '" + key + "'?")
                        .orElse("; expected one of " + known);
                findings.add(at(name), "unknown key '" + name + "'" + suggestion);
            }
        }
        return this;
    }

    boolean has(String key) {
        return !node.path(key).isMissingNode() && !node.path(key).isNull();
    }

    /** An object within; empty where there is none. */
    ConfigObject object(String key) {
        JsonNode child = has(key) ? node.path(key) : JsonNodeFactory.instance.objectNode();
        return new ConfigObject(child, at(key), findings);
    }

    /** The objects of an array; none where there is no array. */
    List<ConfigObject> objects(String key) {
        List<ConfigObject> objects = new ArrayList<>();
        if (has(key)) {
            JsonNode array = node.path(key);
            if (!array.isArray()) {
                findings.add(at(key), "expected an array, but found " + describe(array));
            }
            for (int i = 0; i < array.size() && array.isArray(); i++) {
                objects.add(new ConfigObject(array.get(i), at(key) + "/" + i, findings));
            }
        }
        return objects;
    }

    /** A text that must be there. */
    Optional<String> required(String key) {
        if (!has(key)) {
            findings.add(pointer, "expected the key '" + key + "'");
            return Optional.empty();
        }
        return text(key);
    }

    /** A text; an empty one counts as none. */
    Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!node.path(key).isTextual()) {
            findings.add(at(key), "expected a text, but found " + describe(node.path(key)));
            return Optional.empty();
        }
        return Optional.of(node.path(key).textValue()).filter(text -> !text.isEmpty());
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (!node.path(key).isBoolean()) {
            findings.add(at(key), "expected true or false, but found " + describe(node.path(key)));
        }
        return node.path(key).asBoolean(otherwise);
    }

    /** A whole number, which may stand in quotes. */
    int number(String key, int otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = node.path(key);
        if (value.isInt()) {
            return value.intValue();
        }
        try {
            if (value.isTextual()) {
                return Integer.parseInt(value.textValue());
            }
        } catch (NumberFormatException e) {
            // Reported below, as every other value that is no number.
        }
        findings.add(at(key), "expected a whole number, but found " + describe(value));
        return otherwise;
    }

    /** A duration in ISO 8601. */
    Optional<Duration> duration(String key) {
        Optional<String> text = text(key);
        try {
            return text.map(Duration::parse);
        } catch (DateTimeParseException e) {
            findings.add(
                    at(key),
                    "expected a duration in ISO 8601 such as PT1M or P1D, but found '" + text.orElse("") + "'");
            return Optional.empty();
        }
    }

    JsonNode value(String key) {
        return node.path(key);
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    void report(String problem) {
        findings.add(pointer, problem);
    }

    void report(String key, String problem) {
        findings.add(at(key), problem);
    }

    /** What is made of this object; what is wrong with its values as a whole is reported here. */
    <T> Optional<T> make(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            report(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private String at(String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private static String describe(JsonNode value) {
        if (value.getNodeType() == JsonNodeType.STRING) {
            return "'" + value.textValue() + "'";
        }
        return value.isValueNode()
                ? value.asText()
                : "an " + value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static boolean isNear(String key, String name) {
        String a = key.toLowerCase(Locale.ROOT);
        String b = name.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()] <= Math.max(1, key.length() / 4);
    }
}
