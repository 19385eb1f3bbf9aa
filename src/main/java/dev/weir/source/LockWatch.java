package dev.weir.source;

import dev.weir.event.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renews the locks of one source's deliveries that are held for longer than half of their lock; most never are. One message
 * a call, so spread out: never more than so many a second, or so many at a time.
 *
 * <p>The locks of a source last equally long, so the order in which they were got is the order in which they end. Owned by
 * the core's thread.
 */
final class LockWatch<K> {
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LockSettings settings;
    private final Executor core;
    private final CoreClock clock;
    private final Consumer<HeldDelivery<K>> onLost;
    private final Runnable onRenewed;
    private final Set<HeldDelivery<K>> watched = new LinkedHashSet<>();
    /** Those whose renewal got no answer. */
    private final Set<HeldDelivery<K>> again = new LinkedHashSet<>();

    private int inFlight;
    private long nextAt;
    private long timerAt = Long.MAX_VALUE;

    LockWatch(
            LockSettings settings,
            Executor core,
            CoreClock clock,
            Consumer<HeldDelivery<K>> onLost,
            Runnable onRenewed) {
        this.settings = settings;
        this.core = core;
        this.clock = clock;
        this.onLost = onLost;
        this.onRenewed = onRenewed;
        this.nextAt = clock.nanoTime();
    }

    void watch(HeldDelivery<K> delivery) {
        Instant end = delivery.settlement.lockedUntil();
        if (end.equals(Instant.MAX)) {
            return;
        }
        long left = Duration.ofMillis(end.toEpochMilli() - clock.wallMillis()).toNanos();
        // Clocks differ: whatever the broker's says, no delivery is renewed more than once a second.
        delivery.renewAt = clock.nanoTime() + Math.max(SHORTEST, left / 2);
        watched.add(delivery);
        schedule();
    }

    void forget(HeldDelivery<K> delivery) {
        if (!watched.remove(delivery)) {
            again.remove(delivery);
        }
    }

    private void schedule() {
        HeldDelivery<K> next = next();
        if (next == null || inFlight >= settings.renewalsInFlight()) {
            return;
        }
        long at = Math.max(next.renewAt, nextAt);
        if (at < timerAt) {
            timerAt = at;
            clock.after(at - clock.nanoTime(), () -> tick(at));
        }
    }

    private void tick(long at) {
        if (timerAt == at) {
            timerAt = Long.MAX_VALUE;
        }
        long now = clock.nanoTime();
        HeldDelivery<K> next = next();
        if (next != null && next.renewAt <= now && nextAt <= now && inFlight < settings.renewalsInFlight()) {
            nextAt = now + SECOND / settings.renewalsPerSecond();
            forget(next);
            renew(next);
        }
        schedule();
    }

    private @Nullable HeldDelivery<K> next() {
        HeldDelivery<K> first = first(watched);
        HeldDelivery<K> failed = first(again);
        if (first == null || (failed != null && failed.renewAt < first.renewAt)) {
            return failed;
        }
        return first;
    }

    private static <T> @Nullable T first(Set<T> set) {
        Iterator<T> all = set.iterator();
        return all.hasNext() ? all.next() : null;
    }

    private void renew(HeldDelivery<K> delivery) {
        inFlight++;
        delivery.settlement
                .renew()
                .exceptionally(failure -> new Settlement.Answer.Unavailable(String.valueOf(failure)))
                .thenAccept(answer -> core.execute(() -> renewed(delivery, answer)));
    }

    private void renewed(HeldDelivery<K> delivery, Settlement.Answer answer) {
        inFlight--;
        if (delivery.phase == HeldDelivery.Phase.WAITING || delivery.phase == HeldDelivery.Phase.PARKED) {
            if (answer instanceof Settlement.Answer.Settled) {
                onRenewed.run();
                watch(delivery);
            } else if (answer instanceof Settlement.Answer.Unavailable && !isOver(delivery)) {
                delivery.renewAt = clock.nanoTime() + SHORTEST;
                again.add(delivery);
            } else {
                onLost.accept(delivery);
            }
        }
        schedule();
    }

    private boolean isOver(HeldDelivery<K> delivery) {
        return delivery.settlement.lockedUntil().toEpochMilli() <= clock.wallMillis();
    }
}
