package dev.weir.deadletter;

import dev.weir.event.RawMessage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What is kept of a message that is too large for where its dead letter goes. Stateless. */
final class Cut {
    /** What was cut: {@code body}, {@code properties} or both, separated by blanks. */
    static final String WHAT = "weir-cut";

    private static final String PROPERTIES = "properties";
    /** How many bytes the body had, whether it was cut or not. */
    static final String BODY_BYTES = "weir-body-bytes";

    /** A body's length takes more bytes than that of an empty one. */
    private static final int LENGTH = 8;

    private Cut() {}

    /**
     * The message with as much of its body as fits; without properties of its own where they alone are too large.
     *
     * @param most how many bytes of the body at most: all of them at first
     * @param batch an empty one, which is not to be sent afterwards
     */
    static RawMessage toFit(RawMessage message, int most, Batch batch) {
        // What is refused without a body is refused for its properties.
        boolean properties = (most > 0 || message.body().length == 0) && batch.takes(part(message, 0, true));
        if (!properties) {
            batch.takes(part(message, 0, false));
        }
        int bytes = Math.max(0, Math.min(most, batch.room() - LENGTH));
        if (properties && bytes == message.body().length) {
            // The SDK let it pass, and the broker refused it: by how much it is too large, nobody says.
            bytes /= 2;
        }
        return part(message, bytes, properties);
    }

    /** Whether there is nothing left to leave out. */
    static boolean isLeast(RawMessage part) {
        return part.body().length == 0
                && String.valueOf(part.properties().get(WHAT)).endsWith(PROPERTIES);
    }

    private static RawMessage part(RawMessage message, int bytes, boolean properties) {
        Map<String, Object> kept = new HashMap<>(properties ? message.properties() : Map.of());
        boolean body = bytes < message.body().length;
        kept.put(WHAT, ((body ? "body" : "") + (properties ? "" : " " + PROPERTIES)).strip());
        kept.put(BODY_BYTES, message.body().length);
        return new RawMessage(
                Arrays.copyOf(message.body(), bytes),
                message.contentType(),
                message.contentEncoding(),
                message.subject(),
                message.id(),
                kept);
    }
}
