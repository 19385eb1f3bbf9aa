package dev.weir.local.amqp;

import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.transport.DeliveryState;

/** What sends on an {@link Outlet}. All calls come on the loop. */
public interface OutletHandler {
    /** The client has given credit, or has caught up with what was written. */
    void ready(Outlet outlet);

    /**
     * The client has decided on a delivery.
     *
     * @param context what was given to {@link Outlet#send}
     * @param outcome the client's decision
     * @return the state with which the delivery is settled towards the client
     */
    default DeliveryState settled(Object context, DeliveryState outcome) {
        return Accepted.getInstance();
    }

    /** The link has ended, with its session or connection perhaps. Called once. */
    void closed(Outlet outlet);
}
