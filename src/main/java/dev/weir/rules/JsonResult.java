package dev.weir.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cel.common.values.NullValue;
import dev.weir.event.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What expressions result in, as JSON. Parts of the event go in as they are, uncopied. */
final class JsonResult {
    private JsonResult() {}

    /**
     * A value as JSON; a timestamp is RFC 3339 text.
     *
     * @throws Refusal where JSON has no such value
     */
    static JsonNode of(Object value) {
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof String text) {
            return TextNode.valueOf(text);
        }
        if (value instanceof Long number) {
            return LongNode.valueOf(number);
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return DoubleNode.valueOf(number);
        }
        if (value instanceof Boolean flag) {
            return BooleanNode.valueOf(flag);
        }
        if (value instanceof JsonView.ObjectView view) {
            return view.node();
        }
        if (value instanceof JsonView.ArrayView view) {
            return view.node();
        }
        if (isNull(value)) {
            return NullNode.getInstance();
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(list.size());
            list.forEach(item -> array.add(of(item)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            map.forEach((key, item) -> object.set(String.valueOf(key), of(item)));
            return object;
        }
        if (value instanceof Instant time) {
            return TextNode.valueOf(time.toString());
        }
        throw new Refusal(
                DeadLetter.Reason.EXPRESSION_FAILED,
                "a value must be text, a number, true, false, null, a list or a map, but is " + Shown.kindOf(value));
    }

    static boolean isNull(Object value) {
        return value == NullValue.NULL_VALUE
                || value == com.google.protobuf.NullValue.NULL_VALUE
                || (value instanceof JsonNode node && (node.isNull() || node.isMissingNode()));
    }
}
