package dev.weir.coalesce;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When entities are to be removed or forgotten. An entity is in the queue once, at the time that was set first; when that
 * has come, it is put back to the time that was set last. So setting a later time costs nothing. Owned by the core's thread.
 */
final class Deadlines {
    static final long NEVER = Long.MAX_VALUE;

    private record Watched(long at, EntityState state) {}

    private final PriorityQueue<Watched> queue = new PriorityQueue<>(Comparator.comparingLong(Watched::at));

    void set(EntityState state, long at) {
        state.deadline = at;
        if (at < state.watchedAt) {
            state.watchedAt = at;
            queue.add(new Watched(at, state));
        }
    }

    void clear(EntityState state) {
        state.deadline = NEVER;
    }

    /** When there is something to do next; {@link #NEVER} where there is nothing. */
    long next() {
        Watched first = queue.peek();
        return first == null ? NEVER : first.at();
    }

    /** Takes an entity whose time has come, or {@code null} when there is none. */
    @Nullable
    EntityState poll(long now) {
        while (next() <= now) {
            Watched watched = queue.remove();
            EntityState state = watched.state();
            if (watched.at() != state.watchedAt) {
                continue;
            }
            state.watchedAt = NEVER;
            if (state.deadline <= now) {
                state.deadline = NEVER;
                return state;
            }
            if (state.deadline != NEVER) {
                set(state, state.deadline);
            }
        }
        return null;
    }
}
