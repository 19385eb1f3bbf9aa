package dev.weir.source;

import dev.weir.event.DeadLetter;
import dev.weir.event.Event;
import java.util.List;

/** What became of a message: its events, or why it has none. Immutable. */
public sealed interface Decoded {

    /**
     * The message's events in its order.
     *
     * @param events none where the message is an empty array: such a delivery has no update, and ends as filtered
     */
    record Events(List<Event> events) implements Decoded {
        public Events {
            events = List.copyOf(events);
        }
    }

    /**
     * The message holds no events that anyone could read; one bad event of several makes the whole message undecodable,
     * since a delivery has one end.
     *
     * @param reason the kind of failure
     * @param description where, what was found, what was expected; with no more of the payload than a few words
     */
    record Undecodable(DeadLetter.Reason reason, String description) implements Decoded {}
}
