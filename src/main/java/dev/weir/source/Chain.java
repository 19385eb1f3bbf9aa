package dev.weir.source;

import dev.weir.event.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that update one lane and entity, oldest first. Owned by the core's thread.
 *
 * <p>The order is the brokers' own, by scope and sequence number, and the same in every chain: if two chains could order two
 * deliveries differently, as a rule's versions might, each would wait for the other for ever. A redelivery of something older
 * takes its place before the newer ones, unless the broker has been told of those already.
 */
final class Chain<K> {
    final K key;
    private @Nullable Place<K> newest;

    Chain(K key) {
        this.key = key;
    }

    Place<K> insert(HeldDelivery<K> delivery) {
        Place<K> place = new Place<>(this, delivery);
        Place<K> older = newest;
        Place<K> newer = null;
        while (older != null
                && older.delivery.phase != HeldDelivery.Phase.SETTLING
                && isAfter(older.delivery.origin(), delivery.origin())) {
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

    private static boolean isAfter(Origin one, Origin other) {
        int scopes = one.scope().text().compareTo(other.scope().text());
        return scopes != 0 ? scopes > 0 : one.sequence() > other.sequence();
    }

    void remove(Place<K> place) {
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
