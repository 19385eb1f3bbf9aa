package dev.weir.publish;

import dev.weir.message.LaneKey;
import java.util.Optional;

/** What has batches to publish, one at a time: a lane, as the dispatcher sees it. Called on the core's thread. */
public interface Outlet {

    /** Whom its batches are for, and in what form. */
    LaneKey lane();

    /** Whose turn its batches take. */
    String tenant();

    /** Whether its batch is to overtake those of the tenant's other outlets. */
    boolean isUrgent();

    /** Its turn has come: the next batch, as it is now; nothing when nothing is left to send. */
    Optional<byte[]> cut();

    /** The batch was accepted. */
    void accepted();

    /**
     * Whether the batch in flight must not be sent again as it is: a delivery that it carries was taken back, such as one of
     * a partition that somebody else owns now.
     */
    boolean isStale();

    /**
     * The batch was given up, and may go out in another form.
     *
     * @param why what the last attempt came to
     * @param maybeDelivered whether one of its attempts may have reached clients
     * @param othersPass whether the hub accepted other batches between its attempts
     */
    void givenUp(String why, boolean maybeDelivered, boolean othersPass);

    /** The batch will never be accepted as it is. */
    void refused(Outcome.Rejected why, boolean maybeDelivered);
}
