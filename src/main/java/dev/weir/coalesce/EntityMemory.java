package dev.weir.coalesce;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Bounds how many idle entities all lanes together remember: the one idle for longest is forgotten first. What waits or is
 * in flight is never forgotten; the sources' credit bounds it. Owned by the core's thread.
 */
final class EntityMemory {
    private final int capacity;
    private final Consumer<EntityState> onEvict;
    private final Set<EntityState> idle = new LinkedHashSet<>();

    EntityMemory(int capacity, Consumer<EntityState> onEvict) {
        this.capacity = capacity;
        this.onEvict = onEvict;
    }

    void busy(EntityState state) {
        idle.remove(state);
    }

    void idle(EntityState state) {
        idle.add(state);
        if (idle.size() > capacity) {
            Iterator<EntityState> oldest = idle.iterator();
            EntityState evicted = oldest.next();
            oldest.remove();
            onEvict.accept(evicted);
        }
    }
}
