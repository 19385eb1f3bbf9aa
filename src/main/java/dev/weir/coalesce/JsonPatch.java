package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * JSON Patches (RFC 6902). Of an array, what its ends have in common stays; between them elements are changed in place, and
 * the rest is added or removed. That is exact always, and short where an element came or went. Pure.
 */
final class JsonPatch {
    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    private JsonPatch() {}

    /** The patch that makes {@code after} of {@code before}. */
    static ArrayNode between(JsonNode before, JsonNode after) {
        JsonPatch patch = new JsonPatch();
        patch.compare("", before, after);
        return patch.operations;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (SameJson.test(before, after)) {
            return;
        }
        if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
            compareObjects(path, left, right);
        } else if (before instanceof ArrayNode left && after instanceof ArrayNode right) {
            compareArrays(path, left, right);
        } else {
            operation("replace", path).set("value", after);
        }
    }

    private void compareObjects(String path, ObjectNode before, ObjectNode after) {
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (!after.has(field.getKey())) {
                operation("remove", path + step(field.getKey()));
            }
        }
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            String inner = path + step(field.getKey());
            JsonNode old = before.get(field.getKey());
            if (old == null) {
                operation("add", inner).set("value", field.getValue());
            } else {
                compare(inner, old, field.getValue());
            }
        }
    }

    private void compareArrays(String path, ArrayNode before, ArrayNode after) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && SameJson.test(before.get(head), after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && SameJson.test(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        int changed = shorter - head - tail;
        for (int i = head; i < head + changed; i++) {
            compare(path + "/" + i, before.get(i), after.get(i));
        }
        int from = head + changed;
        for (int i = from; i < before.size() - tail; i++) {
            operation("remove", path + "/" + from);
        }
        for (int i = from; i < after.size() - tail; i++) {
            operation("add", path + "/" + i).set("value", after.get(i));
        }
    }

    private ObjectNode operation(String name, String path) {
        return operations.addObject().put("op", name).put("path", path);
    }

    private static String step(String key) {
        return "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
