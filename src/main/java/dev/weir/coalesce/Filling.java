package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.BatchBody;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One batch of a lane being filled with what waits there. For one cut, on the core's thread. */
final class Filling {
    private static final long NEVER = Long.MAX_VALUE;

    private final Shared shared;
    private final Waiting waiting;
    private final BatchBody body;
    private final List<EntityState> departing = new ArrayList<>();
    private int room;
    private long nextRev;
    private boolean isFull;
    private long nextDueAt = NEVER;

    /**
     * @param waiting what waits; what departs as a whole leaves it
     * @param room how many updates the batch may have
     * @param nextRev the revision of the first
     */
    Filling(Shared shared, Waiting waiting, BatchBody body, int room, long nextRev) {
        this.shared = shared;
        this.waiting = waiting;
        this.body = body;
        this.room = room;
        this.nextRev = nextRev;
    }

    /** @param onRest told of each entity of which nothing departs, since it could never fit, and nothing may wait */
    void fill(long now, Consumer<EntityState> onRest) {
        EntityState next = waiting.first();
        while (next != null && !isFull) {
            if (room == 0) {
                isFull = true;
                break;
            }
            EntityState state = next;
            next = waiting.after(state);
            take(state);
            if (state.waits()) {
                // A window behind a barrier, or what did not fit.
                nextDueAt = Math.min(nextDueAt, state.first().dueAt);
            } else {
                waiting.remove(state);
            }
            if (state.sizeInFlight() == 0) {
                onRest.accept(state);
            }
        }
        if (isFull) {
            nextDueAt = now;
        }
    }

    private void take(EntityState state) {
        while (state.waits()) {
            Departure departure = shared.composer().compose(state, state.first(), nextRev, room);
            while (!body.add(departure.outgoing())) {
                int half = departure.items().size() / 2;
                if (half == 0 || departure.size() == 1) {
                    if (!departing.isEmpty()) {
                        isFull = true;
                        return;
                    }
                    state.refusedWaiting(departure, DeadLetter.Reason.TOO_LARGE, tooLarge(state));
                    departure = null;
                    break;
                }
                departure = shared.composer().compose(state, state.first(), nextRev, half);
            }
            if (departure != null) {
                nextRev++;
                room -= departure.size();
                state.depart(departure);
                departing.add(state);
                return;
            }
        }
    }

    private String tooLarge(EntityState state) {
        return "The update of '" + state.entity() + "' alone makes a batch of more than "
                + shared.settings().maxBytes() + " bytes; let the rule's 'data' pick what clients need";
    }

    /** Whose updates the batch has. */
    List<EntityState> departing() {
        return departing;
    }

    /** The revision of the lane's next update. */
    long nextRev() {
        return nextRev;
    }

    /** Whether something stays behind that there was no room for. */
    boolean isFull() {
        return isFull;
    }

    /** When what stays behind is due; {@link Long#MAX_VALUE} where nothing does. */
    long nextDueAt() {
        return nextDueAt;
    }
}
