package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.message.Operation;
import dev.weir.message.Wire;
import java.util.Map;

/** The shortest exact way to tell clients of a new state. Pure. */
final class Delta {
    /** Of what is larger or deeper a comparison would cost more than it saves. */
    static final int MAX_BYTES = 256 * 1024;

    static final int MAX_DEPTH = 64;
    /** The word {@code "base"} and a number, which a delta has and a whole state has not. */
    private static final int BASE = 12;

    private Delta() {}

    /**
     * How to get from one state to the next: by a merge patch or a JSON Patch, or by the whole state where that is shorter or
     * one of both is no object.
     *
     * @param base the {@code rev} of the state before
     * @param whole the state after, as it is written
     */
    static Operation between(long base, byte[] before, JsonNode after, byte[] whole) {
        if (!(after instanceof ObjectNode target)
                || before[0] != '{'
                || before.length > MAX_BYTES
                || whole.length > MAX_BYTES) {
            return new Operation.Set(whole);
        }
        byte[] merge = TextMerge.between(before, whole);
        if (merge == null) {
            return compared(base, Wire.parse(before), target, whole);
        }
        return merge.length < whole.length - BASE ? new Operation.Merge(base, merge) : new Operation.Set(whole);
    }

    private static Operation compared(long base, JsonNode before, ObjectNode target, byte[] whole) {
        Operation shortest = new Operation.Set(whole);
        if (!(before instanceof ObjectNode source) || !isWithin(target, MAX_DEPTH) || !isWithin(source, MAX_DEPTH)) {
            return shortest;
        }
        int length = whole.length - BASE;
        byte[] merge = MergePatch.between(source, target).map(Wire::bytes).orElse(null);
        if (merge != null && merge.length < length) {
            shortest = new Operation.Merge(base, merge);
            length = merge.length;
        }
        // A merge patch without arrays can't be beaten: it names the same fields in fewer words.
        if (merge == null || hasArray(target)) {
            byte[] patch = Wire.bytes(JsonPatch.between(source, target));
            if (patch.length < length) {
                shortest = new Operation.Patch(base, patch);
            }
        }
        return shortest;
    }

    private static boolean isWithin(JsonNode value, int depth) {
        if (!value.isContainerNode()) {
            return true;
        }
        if (depth == 0) {
            return false;
        }
        for (JsonNode inner : value) {
            if (!isWithin(inner, depth - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasArray(ObjectNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            if (value.isArray() || value instanceof ObjectNode inner && hasArray(inner)) {
                return true;
            }
        }
        return false;
    }
}
