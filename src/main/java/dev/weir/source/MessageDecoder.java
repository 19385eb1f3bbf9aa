package dev.weir.source;

import dev.weir.event.Origin;
import dev.weir.event.RawMessage;

/** Makes events of a source's messages. Pure, and safe on any thread. */
@FunctionalInterface
public interface MessageDecoder {

    /** The events of a message, in its order, or why it has none. */
    Decoded decode(Origin origin, RawMessage message);
}
