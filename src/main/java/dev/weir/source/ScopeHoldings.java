package dev.weir.source;

import dev.weir.event.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is held of one partition or session, its order, and its lag. Owned by the core's thread; the lag may be read on any.
 */
final class ScopeHoldings<K> {
    private static final long NOTHING = Long.MAX_VALUE;

    private final Scope scope;
    private final Map<K, Chain<K>> chains = new HashMap<>();
    private final Set<HeldDelivery<K>> held = new LinkedHashSet<>();
    /** Held no longer, but with a place in line. */
    private final Set<HeldDelivery<K>> awaited = new LinkedHashSet<>();

    /** The oldest first; of two that are as old, any. */
    private final TreeSet<HeldDelivery<K>> byAge = new TreeSet<>(ScopeHoldings::byAge);

    private long taken;
    private volatile int count;
    private volatile long bytes;
    private volatile long oldestMillis = NOTHING;

    ScopeHoldings(Scope scope) {
        this.scope = scope;
    }

    private static int byAge(HeldDelivery<?> left, HeldDelivery<?> right) {
        int age = left.origin().enqueuedAt().compareTo(right.origin().enqueuedAt());
        return age != 0 ? age : Long.compare(left.number, right.number);
    }

    void add(HeldDelivery<K> delivery) {
        delivery.number = taken++;
        held.add(delivery);
        byAge.add(delivery);
        changed(delivery.bytes());
    }

    void remove(HeldDelivery<K> delivery) {
        if (held.remove(delivery)) {
            byAge.remove(delivery);
            changed(-delivery.bytes());
        }
    }

    void weighs(long more) {
        changed(more);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by the core's thread alone.
    private void changed(long more) {
        bytes += more;
        count = held.size();
        oldestMillis =
                byAge.isEmpty() ? NOTHING : byAge.first().origin().enqueuedAt().toEpochMilli();
    }

    Chain<K> chain(K key) {
        return chains.computeIfAbsent(key, Chain::new);
    }

    /** Takes it out of all its chains. */
    void leave(HeldDelivery<K> delivery) {
        awaited.remove(delivery);
        for (Place<K> place : delivery.places) {
            place.chain.remove(place);
            if (place.chain.isEmpty()) {
                chains.remove(place.chain.key);
            }
        }
    }

    void await(HeldDelivery<K> delivery) {
        awaited.add(delivery);
    }

    Collection<HeldDelivery<K>> awaited() {
        return List.copyOf(awaited);
    }

    Collection<HeldDelivery<K>> held() {
        return List.copyOf(held);
    }

    Scope scope() {
        return scope;
    }

    boolean isEmpty() {
        return held.isEmpty() && chains.isEmpty();
    }

    ScopeLag lag() {
        long oldest = oldestMillis;
        return new ScopeLag(scope, count, bytes, oldest == NOTHING ? Instant.MAX : Instant.ofEpochMilli(oldest));
    }
}
