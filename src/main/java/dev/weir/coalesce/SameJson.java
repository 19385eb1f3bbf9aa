package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Whether two JSON values are written alike, however their numbers are held in memory: a state that was read back has other
 * types of nodes than the one that it was written from.
 */
final class SameJson {
    private SameJson() {}

    static boolean test(JsonNode left, JsonNode right) {
        if (left == right) {
            return true;
        }
        if (left.getNodeType() != right.getNodeType() || left.size() != right.size()) {
            return false;
        }
        if (left instanceof ObjectNode) {
            for (Map.Entry<String, JsonNode> field : left.properties()) {
                JsonNode other = right.get(field.getKey());
                if (other == null || !test(field.getValue(), other)) {
                    return false;
                }
            }
            return true;
        }
        if (left instanceof ArrayNode) {
            for (int i = 0; i < left.size(); i++) {
                if (!test(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left.isIntegralNumber()
                && right.isIntegralNumber()
                && left.canConvertToLong()
                && right.canConvertToLong()) {
            return left.longValue() == right.longValue();
        }
        return left.isNumber() ? left.asText().equals(right.asText()) : left.equals(right);
    }
}
