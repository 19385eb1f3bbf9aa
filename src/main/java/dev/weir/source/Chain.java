package dev.weir.source;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that update one lane and entity, oldest first. Owned by the core's thread.
 *
 * <p>A redelivery of something older takes its place before the newer ones, unless the broker has been told of those
 * already.
 */
final class Chain<K, V> {
    final K key;
    private final BiPredicate<V, V> isNewer;
    private @Nullable Place<K, V> newest;

    Chain(K key, BiPredicate<V, V> isNewer) {
        this.key = key;
        this.isNewer = isNewer;
    }

    Place<K, V> insert(HeldDelivery<K, V> delivery, V version) {
        Place<K, V> place = new Place<>(this, delivery, version);
        Place<K, V> older = newest;
        Place<K, V> newer = null;
        while (older != null
                && older.delivery.phase != HeldDelivery.Phase.SETTLING
                && isNewer.test(older.version, version)) {
            newer = older;
            older = older.older;
        }
        place.older = older;
        place.newer = newer;
        if (older != null) {
            older.newer = place;
        }
        if (newer != null) {
            newer.older = place;
        } else {
            newest = place;
        }
        return place;
    }

    void remove(Place<K, V> place) {
        if (place.older != null) {
            place.older.newer = place.newer;
        }
        if (place.newer != null) {
            place.newer.older = place.older;
        } else {
            newest = place.older;
        }
    }

    boolean isEmpty() {
        return newest == null;
    }
}
