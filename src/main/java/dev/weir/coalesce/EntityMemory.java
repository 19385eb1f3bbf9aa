package dev.weir.coalesce;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Bounds how many idle entities all lanes together remember, and how many bytes of states: the one idle for longest is forgotten first. What waits or is
 * in flight is never forgotten; the sources' credit bounds it. Owned by the core's thread.
 */
final class EntityMemory {
    private final int capacity;
    private final long maxBytes;
    private final Consumer<EntityState> onEvict;
    private final Set<EntityState> idle = new LinkedHashSet<>();
    private long bytes;

    EntityMemory(int capacity, long maxBytes, Consumer<EntityState> onEvict) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
        this.onEvict = onEvict;
    }

    void busy(EntityState state) {
        forget(state);
    }

    void forget(EntityState state) {
        if (idle.remove(state)) {
            bytes -= state.bytes();
        }
    }

    void idle(EntityState state) {
        if (idle.add(state)) {
            bytes += state.bytes();
        }
        while (idle.size() > capacity || (bytes > maxBytes && idle.size() > 1)) {
            Iterator<EntityState> oldest = idle.iterator();
            EntityState evicted = oldest.next();
            oldest.remove();
            bytes -= evicted.bytes();
            onEvict.accept(evicted);
        }
    }
}
