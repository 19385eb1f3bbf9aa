package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.models.EventPosition;
import java.time.Instant;

/** Where a partition is read from that has no checkpoint. Immutable. */
public sealed interface Start {

    /** The oldest event that the hub keeps. */
    record Earliest() implements Start {}

    /** The first event that comes after the partition was taken. */
    record Latest() implements Start {}

    /** The first event that the hub took at this time or later. */
    record At(Instant time) implements Start {}

    /** The position as the SDK says it. */
    default EventPosition position() {
        if (this instanceof At at) {
            return EventPosition.fromEnqueuedTime(at.time());
        }
        return this instanceof Latest ? EventPosition.latest() : EventPosition.earliest();
    }
}
