package dev.weir.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of JSON Schemas (draft 7, which editors know) of YAML files. Stateless. */
public final class JsonSchema {
    /** What {@link ValueReader} takes as a duration. */
    private static final String DURATION = "^([0-9]{1,9}(ms|s|m|h|d)|0)$";

    private JsonSchema() {}

    /** The schema of a file. */
    public static ObjectNode root(String title, ObjectNode schema) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#").put("title", title);
        root.setAll(schema);
        return root;
    }

    /**
     * A mapping of these keys and no others.
     *
     * @throws IllegalArgumentException where a key has no schema, or a schema no key
     */
    public static ObjectNode object(
            Collection<String> keys, Map<String, ? extends JsonNode> properties, List<String> required) {
        if (keys.size() != properties.size() || !properties.keySet().containsAll(keys)) {
            throw new IllegalArgumentException(
                    "The keys " + keys + " must each have a schema, but there are " + properties.keySet());
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode described = schema.putObject("properties");
        keys.forEach(key -> described.set(key, properties.get(key)));
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        return schema.put("additionalProperties", false);
    }

    /** Those of some schemas that belong to these keys. */
    public static Map<String, JsonNode> only(Map<String, ? extends JsonNode> schemas, Collection<String> keys) {
        Map<String, JsonNode> chosen = new LinkedHashMap<>();
        schemas.forEach((key, schema) -> {
            if (keys.contains(key)) {
                chosen.put(key, schema);
            }
        });
        return chosen;
    }

    /** A mapping of any keys. */
    public static ObjectNode map(ObjectNode value, String description) {
        ObjectNode schema = described("object", description);
        schema.set("additionalProperties", value);
        return schema;
    }

    public static ObjectNode list(ObjectNode item, String description) {
        ObjectNode schema = described("array", description);
        schema.set("items", item);
        return schema;
    }

    /** One, or a list of them. */
    public static ObjectNode oneOrList(ObjectNode item, String description) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("description", description);
        ArrayNode either = schema.putArray("anyOf");
        either.add(item.deepCopy());
        either.addObject().put("type", "array").set("items", item);
        return schema;
    }

    public static ObjectNode text(String description) {
        return described("string", description);
    }

    /** Text of a form. */
    public static ObjectNode pattern(String description, String pattern) {
        return text(description).put("pattern", "^(" + pattern + ")$");
    }

    /** A duration such as {@code 250ms}. */
    public static ObjectNode duration(String description) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("description", description);
        ArrayNode either = schema.putArray("anyOf");
        either.addObject().put("type", "string").put("pattern", DURATION);
        either.addObject().put("const", 0);
        return schema;
    }

    public static ObjectNode bool(String description) {
        return described("boolean", description);
    }

    /** One number. */
    public static ObjectNode number(int value, String description) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("description", description)
                .put("const", value);
    }

    /** One of some words. */
    public static ObjectNode word(String description, String... words) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("description", description);
        ArrayNode known = schema.putArray("enum");
        for (String word : words) {
            known.add(word);
        }
        return schema;
    }

    /** Any value. */
    public static ObjectNode anything(String description) {
        return JsonNodeFactory.instance.objectNode().put("description", description);
    }

    private static ObjectNode described(String type, String description) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("description", description)
                .put("type", type);
    }
}
