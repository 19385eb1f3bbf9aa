package dev.weir.coalesce;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The entities of a lane that have something to send, in the order in which they go out: urgent ones first, then by when they
 * began to wait. Owned by the core's thread.
 */
final class Waiting implements Iterable<EntityState> {
    private final Set<EntityState> urgent = new LinkedHashSet<>();
    private final Set<EntityState> normal = new LinkedHashSet<>();

    /** An entity waits, or has become urgent while it did. */
    void add(EntityState state) {
        if (!state.isUrgent()) {
            normal.add(state);
        } else if (urgent.add(state)) {
            normal.remove(state);
        }
    }

    void remove(EntityState state) {
        if (!normal.remove(state)) {
            urgent.remove(state);
        }
    }

    /** Puts entities before all others of their urgency. */
    void putFirst(List<EntityState> first) {
        List<EntityState> later = inOrder();
        urgent.clear();
        normal.clear();
        first.forEach(this::add);
        later.forEach(this::add);
    }

    private List<EntityState> inOrder() {
        List<EntityState> all = new ArrayList<>(size());
        iterator().forEachRemaining(all::add);
        return all;
    }

    /** In order; it may remove what it gave last. */
    @Override
    public Iterator<EntityState> iterator() {
        Iterator<EntityState> first = urgent.iterator();
        Iterator<EntityState> second = normal.iterator();
        return new Iterator<>() {
            private Iterator<EntityState> current = first;

            @Override
            public boolean hasNext() {
                return first.hasNext() || second.hasNext();
            }

            @Override
            public EntityState next() {
                current = first.hasNext() ? first : second;
                return current.next();
            }

            @Override
            public void remove() {
                current.remove();
            }
        };
    }

    int size() {
        return urgent.size() + normal.size();
    }

    boolean isEmpty() {
        return urgent.isEmpty() && normal.isEmpty();
    }

    boolean isUrgent() {
        return !urgent.isEmpty();
    }
}
