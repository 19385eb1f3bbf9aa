package dev.weir.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.message.Change;
import dev.weir.message.Update;
import java.util.List;
import java.util.Map;

/**
 * About how much memory a JSON tree takes: on a 64-bit virtual machine with compressed references, rounded up. An estimate is
 * enough: it keeps small messages that make large trees from passing a bound on bytes.
 */
final class TreeSize {
    private static final long UPDATE = 160;
    private static final long CONTAINER = 88;
    private static final long ENTRY = 48;
    private static final long ITEM = 8;
    private static final long TEXT = 64;
    private static final long SCALAR = 24;

    private TreeSize() {}

    /** What the updates of an event take; they share one tree, or parts of it, and it is counted once. */
    static long of(List<Update> updates) {
        long bytes = updates.size() * UPDATE;
        JsonNode counted = null;
        for (Update update : updates) {
            if (update.change() instanceof Change.State state && state.data() != counted) {
                counted = state.data();
                bytes += of(counted);
            }
        }
        return bytes;
    }

    private static long of(JsonNode node) {
        if (node.isObject()) {
            long bytes = CONTAINER;
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                bytes += ENTRY + of(field.getValue());
            }
            return bytes;
        }
        if (node.isArray()) {
            long bytes = CONTAINER;
            for (JsonNode item : node) {
                bytes += ITEM + of(item);
            }
            return bytes;
        }
        return node.isTextual() ? TEXT + node.textValue().length() : SCALAR;
    }
}
