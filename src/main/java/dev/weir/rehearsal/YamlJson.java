package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.yaml.Mapping;
import dev.weir.yaml.Scalar;
import dev.weir.yaml.Sequence;
import dev.weir.yaml.Value;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;

/** YAML values as JSON, and JSON compared and merged. Stateless. */
final class YamlJson {
    private YamlJson() {}

    static JsonNode of(Value value) {
        if (value instanceof Mapping mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            mapping.entries().forEach((key, entry) -> object.set(key, of(entry.value())));
            return object;
        }
        if (value instanceof Sequence sequence) {
            ArrayNode array =
                    JsonNodeFactory.instance.arrayNode(sequence.items().size());
            sequence.items().forEach(item -> array.add(of(item)));
            return array;
        }
        Scalar scalar = (Scalar) value;
        return switch (scalar.type()) {
            case TEXT -> TextNode.valueOf(scalar.text());
            case INTEGER -> integer(scalar.text());
            case DECIMAL -> DoubleNode.valueOf(Double.parseDouble(scalar.text()));
            case BOOLEAN -> BooleanNode.valueOf(scalar.text().equalsIgnoreCase("true"));
            case NULL -> NullNode.getInstance();
        };
    }

    private static JsonNode integer(String text) {
        try {
            return LongNode.valueOf(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return DecimalNode.valueOf(new BigDecimal(text));
        }
    }

    /** Whether two values are the same JSON: numbers by their value, fields in any order. */
    static boolean same(JsonNode one, JsonNode other) {
        return one.equals(YamlJson::compareNumbers, other);
    }

    private static int compareNumbers(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /** The target with a merge patch (RFC 7396) applied to a copy of it. */
    static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result =
                target.isObject() ? ((ObjectNode) target).deepCopy() : JsonNodeFactory.instance.objectNode();
        Iterator<Map.Entry<String, JsonNode>> fields = patch.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), merged(result.path(field.getKey()), field.getValue()));
            }
        }
        return result;
    }
}
