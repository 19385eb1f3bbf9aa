package dev.weir.source;

import dev.weir.event.Delivery;

/** Where a source hands its deliveries to. */
@FunctionalInterface
public interface DeliverySink {

    /** Takes a delivery over; called on the source's threads, one at a time for a scope. Must not block. */
    void accept(Delivery delivery);
}
