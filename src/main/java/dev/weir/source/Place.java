package dev.weir.source;

import org.jspecify.annotations.Nullable;

/** A delivery's place among those that update one lane and entity. Owned by the core's thread. */
final class Place<K, V> {
    final Chain<K, V> chain;
    final HeldDelivery<K, V> delivery;
    final V version;

    @Nullable
    Place<K, V> older;

    @Nullable
    Place<K, V> newer;

    Place(Chain<K, V> chain, HeldDelivery<K, V> delivery, V version) {
        this.chain = chain;
        this.delivery = delivery;
        this.version = version;
    }
}
