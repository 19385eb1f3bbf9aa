package dev.weir.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is held of one scope, by when the broker took it. Deliveries come nearly in that order, so each is linked in after the
 * newest, or beside the one that was added before it where the broker hands out again, and no tree is needed. Owned by the core's
 * thread.
 */
final class HeldByAge<K> {
    private @Nullable HeldDelivery<K> oldest;
    private @Nullable HeldDelivery<K> newest;
    private @Nullable HeldDelivery<K> added;
    private int size;

    void add(HeldDelivery<K> delivery) {
        HeldDelivery<K> older = newest == null || added == null || !isAfter(newest, delivery) ? newest : added;
        while (older != null && isAfter(older, delivery)) {
            older = older.olderHeld;
        }
        HeldDelivery<K> newer = older == null ? oldest : older.newerHeld;
        while (newer != null && !isAfter(newer, delivery)) {
            older = newer;
            newer = newer.newerHeld;
        }
        delivery.olderHeld = older;
        delivery.newerHeld = newer;
        link(older, newer, delivery, delivery);
        delivery.isHeld = true;
        added = delivery;
        size++;
    }

    /** False where it is not held. */
    boolean remove(HeldDelivery<K> delivery) {
        if (!delivery.isHeld) {
            return false;
        }
        HeldDelivery<K> older = delivery.olderHeld;
        HeldDelivery<K> newer = delivery.newerHeld;
        link(older, newer, newer, older);
        if (added == delivery) {
            added = older == null ? newer : older;
        }
        delivery.olderHeld = null;
        delivery.newerHeld = null;
        delivery.isHeld = false;
        size--;
        return true;
    }

    /** Makes one what follows {@code older}, and the other what {@code newer} follows. */
    private void link(
            @Nullable HeldDelivery<K> older,
            @Nullable HeldDelivery<K> newer,
            @Nullable HeldDelivery<K> afterOlder,
            @Nullable HeldDelivery<K> beforeNewer) {
        if (older == null) {
            oldest = afterOlder;
        } else {
            older.newerHeld = afterOlder;
        }
        if (newer == null) {
            newest = beforeNewer;
        } else {
            newer.olderHeld = beforeNewer;
        }
    }

    private static boolean isAfter(HeldDelivery<?> one, HeldDelivery<?> other) {
        return one.origin().enqueuedAt().isAfter(other.origin().enqueuedAt());
    }

    @Nullable
    HeldDelivery<K> oldest() {
        return oldest;
    }

    int size() {
        return size;
    }

    /** All of them as they are now, the oldest first. */
    List<HeldDelivery<K>> all() {
        List<HeldDelivery<K>> all = new ArrayList<>(size);
        for (HeldDelivery<K> held = oldest; held != null; held = held.newerHeld) {
            all.add(held);
        }
        return all;
    }
}
