package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.message.Version.Relation;
import org.jspecify.annotations.Nullable;

/**
 * What a lane knows of one entity, and the gate that tells late from new: only what was published drops an update; what is
 * pending takes repeats, and what is older than it, along.
 *
 * <p>Owned by the core's thread.
 */
final class EntityState {
    private final Lane lane;
    private final String entity;
    private final PublishedVersions published = new PublishedVersions();
    private @Nullable Pending inFlight;
    private @Nullable Pending waiting;

    EntityState(Lane lane, String entity) {
        this.lane = lane;
        this.entity = entity;
    }

    Lane lane() {
        return lane;
    }

    String entity() {
        return entity;
    }

    boolean isIdle() {
        return inFlight == null && waiting == null;
    }

    /** Passes an update through the gate; true when the entity waits from now, and did not before. */
    boolean offer(Update update, Contribution contribution) {
        Version version = update.version();
        Relation toPublished = published.relationOf(version);
        if (toPublished == Relation.SAME) {
            contribution.published();
            return false;
        }
        if (toPublished == Relation.OLDER) {
            contribution.superseded(published.of(version.scope()));
            return false;
        }
        if (inFlight != null) {
            Relation toInFlight = version.relationTo(inFlight.update().version());
            if (toInFlight == Relation.SAME) {
                inFlight.attachRepeat(contribution);
                return false;
            }
            if (toInFlight == Relation.OLDER) {
                inFlight.attachOlder(contribution);
                return false;
            }
        }
        if (waiting == null) {
            waiting = new Pending(update, contribution);
            return true;
        }
        Relation toWaiting = version.relationTo(waiting.update().version());
        if (toWaiting == Relation.SAME) {
            waiting.attachRepeat(contribution);
        } else if (toWaiting == Relation.OLDER) {
            // Covered by a newer delivery that is still held: a crash would bring that one back.
            contribution.superseded(waiting.update().version());
        } else {
            Pending covered = waiting;
            waiting = new Pending(update, contribution);
            covered.superseded(version);
        }
        return false;
    }

    /** What waits; the lane asks only while something does. */
    Update waitingUpdate() {
        return required(waiting, "waits").update();
    }

    /** What waits goes into the batch in flight. */
    void depart() {
        inFlight = required(waiting, "waits");
        waiting = null;
    }

    /** The service accepted what was in flight; the gate advances in its scope. */
    Update accepted() {
        Pending sent = land();
        published.add(sent.update().version());
        sent.published();
        return sent.update();
    }

    /** What was in flight waits again, unless something newer does, or nobody is left who needs it; true when it waits. */
    boolean waitAgain() {
        Pending sent = land();
        if (waiting != null) {
            sent.superseded(waiting.update().version());
        } else if (sent.isOrphan()) {
            sent.dropped();
        } else {
            waiting = sent;
        }
        return waiting != null;
    }

    /** What was in flight will never be accepted. */
    void refusedInFlight(DeadLetter.Reason reason, String description) {
        land().refused(reason, description);
    }

    /** What waits will never be sent. */
    void refusedWaiting(DeadLetter.Reason reason, String description) {
        Pending refused = required(waiting, "waits");
        waiting = null;
        refused.refused(reason, description);
    }

    /** A delivery takes its share back; true when nothing waits any more because of it. */
    boolean withdraw(Contribution contribution) {
        if (inFlight != null) {
            inFlight.withdraw(contribution);
        }
        if (waiting == null || !waiting.withdraw(contribution)) {
            return false;
        }
        Pending orphan = waiting;
        waiting = null;
        orphan.dropped();
        return true;
    }

    /** Whether what is in flight is of deliveries that were all taken back. */
    boolean isOrphanInFlight() {
        return inFlight != null && inFlight.isOrphan();
    }

    private Pending land() {
        Pending sent = required(inFlight, "is in flight");
        inFlight = null;
        return sent;
    }

    private Pending required(@Nullable Pending pending, String what) {
        if (pending == null) {
            throw new IllegalStateException("Nothing of entity '" + entity + "' " + what);
        }
        return pending;
    }
}
