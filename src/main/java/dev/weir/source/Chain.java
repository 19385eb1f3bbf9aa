package dev.weir.source;

import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one scope that update one lane and entity, oldest first. Owned by the core's thread.
 *
 * <p>The order is the broker's own, by sequence number, and the same in every chain: if two chains could order two
 * deliveries differently, as a rule's versions might, each would wait for the other for ever. A redelivery of something older
 * takes its place before the newer ones, right behind an earlier hand-out of the same message.
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
        while (older != null && older.delivery.origin().sequence() > sequence) {
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

    /**
     * Whether a message newer than that one is held, which the broker will be told of last: nothing is known against it. A
     * repeat of the same message is nothing newer.
     */
    boolean covers(HeldDelivery<K> delivery) {
        return newest != null
                && newest.delivery.isHopeful()
                && newest.delivery.origin().sequence() > delivery.origin().sequence();
    }

    boolean isEmpty() {
        return newest == null;
    }
}
