package dev.weir.source;

import org.jspecify.annotations.Nullable;

/** A delivery's place among those that update one lane and entity. Owned by the core's thread. */
final class Place<K> {
    final Chain<K> chain;
    final HeldDelivery<K> delivery;

    @Nullable
    Place<K> older;

    @Nullable
    Place<K> newer;

    Place(Chain<K> chain, HeldDelivery<K> delivery) {
        this.chain = chain;
        this.delivery = delivery;
    }
}
