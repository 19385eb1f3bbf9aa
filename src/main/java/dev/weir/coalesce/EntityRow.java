package dev.weir.coalesce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entities one after the other. An entity is in one row at a time and has the links itself, so that to come and to go costs
 * no memory and no search. Owned by the core's thread.
 */
final class EntityRow {
    private @Nullable EntityState first;
    private @Nullable EntityState last;
    private int size;

    /** Puts an entity at the end; false where it is in the row already. */
    boolean add(EntityState entity) {
        if (entity.row == this) {
            return false;
        }
        if (entity.row != null) {
            throw new IllegalStateException("Entity '" + entity.entity() + "' is in another row");
        }
        entity.row = this;
        entity.previous = last;
        if (last == null) {
            first = entity;
        } else {
            last.next = entity;
        }
        last = entity;
        size++;
        return true;
    }

    /** Takes an entity out; false where it is not in the row. */
    boolean remove(EntityState entity) {
        if (entity.row != this) {
            return false;
        }
        EntityState before = entity.previous;
        EntityState after = entity.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        entity.row = null;
        entity.previous = null;
        entity.next = null;
        size--;
        return true;
    }

    /** Takes all out, and gives them in order. */
    List<EntityState> removeAll() {
        List<EntityState> all = new ArrayList<>(size);
        EntityState entity = first;
        while (entity != null) {
            all.add(entity);
            remove(entity);
            entity = first;
        }
        return all;
    }

    @Nullable
    EntityState first() {
        return first;
    }

    int size() {
        return size;
    }
}
