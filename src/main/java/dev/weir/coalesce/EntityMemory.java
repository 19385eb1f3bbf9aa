package dev.weir.coalesce;

import java.util.function.Consumer;

/**
 * Bounds how many idle entities all lanes together remember, and how many bytes of states: the one idle for longest is
 * forgotten first. What waits or is in flight is never forgotten; the sources' credit bounds it. Owned by the core's thread.
 */
final class EntityMemory {
    private final int capacity;
    private final long maxBytes;
    private final Consumer<EntityState> onEvict;
    private final EntityRow idle = new EntityRow();
    private long bytes;

    EntityMemory(int capacity, long maxBytes, Consumer<EntityState> onEvict) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
        this.onEvict = onEvict;
    }

    /** It is idle no more, or is known no more. */
    void forget(EntityState state) {
        if (idle.remove(state)) {
            bytes -= state.idleBytes;
        }
    }

    void idle(EntityState state) {
        if (idle.add(state)) {
            state.idleBytes = state.bytes();
            bytes += state.idleBytes;
        }
        while (idle.size() > capacity || (bytes > maxBytes && idle.size() > 1)) {
            EntityState oldest = idle.first();
            if (oldest == null) {
                return;
            }
            forget(oldest);
            onEvict.accept(oldest);
        }
    }
}
