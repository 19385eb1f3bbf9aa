package dev.weir.coalesce;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When entities are to be removed or forgotten. An entity is in the queue once, at the time that was set first; when that
 * has come, it is put back to the time that was set last. So setting a later time costs nothing. What is cleared is let go of
 * at once, and its place in the queue before half of them are empty. Owned by the core's thread.
 */
final class Deadlines {
    static final long NEVER = Long.MAX_VALUE;
    /** Fewer empty places are not worth a look. */
    private static final int FEW = 1_000;

    private final PriorityQueue<Watch> queue = new PriorityQueue<>(Comparator.comparingLong(Watch::at));
    private int empty;

    /** A place in the queue; of nobody once its entity has another, or none. */
    static final class Watch {
        private final long at;
        private @Nullable EntityState state;

        private Watch(long at, EntityState state) {
            this.at = at;
            this.state = state;
        }

        private long at() {
            return at;
        }
    }

    void set(EntityState state, long at) {
        state.deadline = at;
        if (state.watch == null || at < state.watch.at) {
            leave(state);
            state.watch = new Watch(at, state);
            queue.add(state.watch);
        }
    }

    void clear(EntityState state) {
        state.deadline = NEVER;
        leave(state);
    }

    private void leave(EntityState state) {
        if (state.watch != null) {
            state.watch.state = null;
            state.watch = null;
            empty++;
            if (empty > FEW && empty > queue.size() / 2) {
                queue.removeIf(watch -> watch.state == null);
                empty = 0;
            }
        }
    }

    /** When there is something to do next; {@link #NEVER} where there is nothing. */
    long next() {
        Watch first = queue.peek();
        while (first != null && first.state == null) {
            queue.remove();
            empty--;
            first = queue.peek();
        }
        return first == null ? NEVER : first.at;
    }

    /** Takes an entity whose time has come, or {@code null} when there is none. */
    @Nullable
    EntityState poll(long now) {
        while (next() <= now) {
            EntityState state = queue.remove().state;
            if (state == null) {
                continue;
            }
            state.watch = null;
            if (state.deadline <= now) {
                state.deadline = NEVER;
                return state;
            }
            set(state, state.deadline);
        }
        return null;
    }

    /** How many places the queue has, the empty ones included. */
    int size() {
        return queue.size();
    }
}
