package dev.weir.source;

import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one scope that update one lane and entity, oldest first. Owned by the core's thread.
 *
 * <p>The order is the broker's own, by sequence number, and the same in every chain: if two chains could order two
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
        long sequence = delivery.origin().sequence();
        while (older != null
                && older.delivery.phase != HeldDelivery.Phase.SETTLING
                && older.delivery.origin().sequence() > sequence) {
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

    /** The place in the broker's order of the last that is left; {@link Long#MIN_VALUE} where none is. */
    long newestSequence() {
        return newest == null ? Long.MIN_VALUE : newest.delivery.origin().sequence();
    }

    boolean isEmpty() {
        return newest == null;
    }
}
