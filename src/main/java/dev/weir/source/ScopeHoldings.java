package dev.weir.source;

import dev.weir.event.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is held of one partition or session, its order, and its lag. Owned by the core's thread; the lag may be read on any.
 */
final class ScopeHoldings<K> {
    private static final long NOTHING = Long.MAX_VALUE;

    private final Scope scope;
    /** Of the scope's source. */
    final LockWatch<K> locks;

    private final Map<K, Chain<K>> chains = new HashMap<>();
    private final HeldByAge<K> held = new HeldByAge<>();
    /** Held no longer, but with a place in line. */
    private final Set<HeldDelivery<K>> awaited = new LinkedHashSet<>();

    private volatile int count;
    private volatile long bytes;
    private volatile long oldestMillis = NOTHING;

    ScopeHoldings(Scope scope, LockWatch<K> locks) {
        this.scope = scope;
        this.locks = locks;
    }

    void add(HeldDelivery<K> delivery) {
        held.add(delivery);
        changed(delivery.bytes());
    }

    void remove(HeldDelivery<K> delivery) {
        if (held.remove(delivery)) {
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
        HeldDelivery<K> oldest = held.oldest();
        oldestMillis = oldest == null ? NOTHING : oldest.origin().enqueuedAt().toEpochMilli();
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
        return held.all();
    }

    Scope scope() {
        return scope;
    }

    boolean isEmpty() {
        return held.size() == 0 && chains.isEmpty();
    }

    ScopeLag lag() {
        long oldest = oldestMillis;
        return new ScopeLag(scope, count, bytes, oldest == NOTHING ? Instant.MAX : Instant.ofEpochMilli(oldest));
    }
}
