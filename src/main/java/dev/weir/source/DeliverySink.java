package dev.weir.source;

import dev.weir.event.Delivery;
import dev.weir.event.Scope;

/** Where a source hands its deliveries to. */
@FunctionalInterface
public interface DeliverySink {

    /** Takes a delivery over; called on the source's threads, one at a time for a scope. Must not block. */
    void accept(Delivery delivery);

    /**
     * The ownership of a partition or session is gone: all that was handed over of it is withdrawn, and none of it is
     * settled or published any more, but for what is on the wire already. To be called after the scope's last delivery, and
     * before the first one of a new ownership. Not for a scope whose messages have locks of their own. Must not block, since
     * sources call it under locks.
     */
    default void lost(Scope scope) {}
}
