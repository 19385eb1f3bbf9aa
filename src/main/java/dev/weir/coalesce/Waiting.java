package dev.weir.coalesce;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entities of a lane that have something to send, in the order in which they go out: urgent ones first, then by when they
 * began to wait. Owned by the core's thread.
 */
final class Waiting {
    private final EntityRow urgent = new EntityRow();
    private final EntityRow normal = new EntityRow();

    /** An entity waits, or has become urgent while it did. */
    void add(EntityState state) {
        if (!state.isUrgent()) {
            normal.add(state);
        } else {
            normal.remove(state);
            urgent.add(state);
        }
    }

    void remove(EntityState state) {
        if (!normal.remove(state)) {
            urgent.remove(state);
        }
    }

    /** Puts entities before all others of their urgency. */
    void putFirst(List<EntityState> first) {
        List<EntityState> urgentOnes = urgent.removeAll();
        List<EntityState> normalOnes = normal.removeAll();
        first.forEach(this::add);
        urgentOnes.forEach(this::add);
        normalOnes.forEach(this::add);
    }

    /** The one that goes out first; {@code null} where none waits. */
    @Nullable
    EntityState first() {
        EntityState first = urgent.first();
        return first == null ? normal.first() : first;
    }

    /** The one that goes out next; {@code null} behind the last. */
    @Nullable
    EntityState after(EntityState state) {
        return state.next == null && state.row == urgent ? normal.first() : state.next;
    }

    int size() {
        return urgent.size() + normal.size();
    }

    boolean isEmpty() {
        return urgent.size() == 0 && normal.size() == 0;
    }

    boolean isUrgent() {
        return urgent.size() > 0;
    }
}
