package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** Merge patches (RFC 7396). Pure; arguments are never changed. */
final class MergePatch {
    private MergePatch() {}

    /** The patch that makes {@code after} of {@code before}; empty where none does, because {@code after} has new nulls. */
    static Optional<JsonNode> between(ObjectNode before, ObjectNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (!after.has(field.getKey())) {
                patch.putNull(field.getKey());
            }
        }
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode old = before.get(field.getKey());
            JsonNode value = field.getValue();
            if (old != null && SameJson.test(old, value)) {
                continue;
            }
            if (old instanceof ObjectNode oldObject && value instanceof ObjectNode object) {
                Optional<JsonNode> inner = between(oldObject, object);
                if (inner.isEmpty()) {
                    return inner;
                }
                patch.set(field.getKey(), inner.get());
            } else if (losesNulls(value)) {
                return Optional.empty();
            } else {
                patch.set(field.getKey(), value);
            }
        }
        return Optional.of(patch);
    }

    /** A null says "remove" in a patch, at any depth of objects; in arrays it is a value. */
    private static boolean losesNulls(JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (losesNulls(field.getValue())) {
                    return true;
                }
            }
            return false;
        }
        return value.isNull();
    }

    /** What a patch makes of a state. */
    static JsonNode apply(JsonNode state, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            return patch;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (state instanceof ObjectNode object) {
            result.setAll(object);
        }
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                JsonNode old = result.get(field.getKey());
                result.set(
                        field.getKey(),
                        apply(old == null ? JsonNodeFactory.instance.nullNode() : old, field.getValue()));
            }
        }
        return result;
    }

    /**
     * One patch that does what two do, one after the other, to any state. There is none where the first puts something that
     * is no object, or removes it, and the second changes fields of it: as one patch that would keep the state's own fields.
     */
    static Optional<JsonNode> compose(JsonNode first, JsonNode second) {
        if (!(second instanceof ObjectNode later)) {
            return Optional.of(second);
        }
        if (!(first instanceof ObjectNode earlier)) {
            return Optional.empty();
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.setAll(earlier);
        for (Map.Entry<String, JsonNode> field : later.properties()) {
            JsonNode old = earlier.get(field.getKey());
            if (old == null) {
                result.set(field.getKey(), field.getValue());
                continue;
            }
            Optional<JsonNode> both = compose(old, field.getValue());
            if (both.isEmpty()) {
                return both;
            }
            result.set(field.getKey(), both.get());
        }
        return Optional.of(result);
    }
}
