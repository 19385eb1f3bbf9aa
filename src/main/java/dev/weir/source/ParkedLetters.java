package dev.weir.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One source's deliveries that are to be dead-lettered while the destination does not take them: one is tried again, with a
 * growing pause, and all are once it succeeds. The source is paused meanwhile, so its credit bounds them. Owned by the core's
 * thread.
 */
final class ParkedLetters<K> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final CoreClock clock;
    private final Consumer<HeldDelivery<K>> retry;
    private final Set<HeldDelivery<K>> parked = new LinkedHashSet<>();
    private Duration pause = FIRST_PAUSE;
    private boolean timer;
    private boolean failing;

    ParkedLetters(CoreClock clock, Consumer<HeldDelivery<K>> retry) {
        this.clock = clock;
        this.retry = retry;
    }

    void park(HeldDelivery<K> delivery) {
        parked.add(delivery);
        failing = true;
        schedule();
    }

    private void schedule() {
        if (!timer) {
            timer = true;
            clock.after(pause.toNanos(), this::tryOne);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private void tryOne() {
        timer = false;
        Iterator<HeldDelivery<K>> first = parked.iterator();
        if (first.hasNext()) {
            HeldDelivery<K> delivery = first.next();
            first.remove();
            retry.accept(delivery);
        }
        // The one that is tried may lose its lock meanwhile, and then nobody else would wake the others.
        if (!parked.isEmpty()) {
            schedule();
        }
    }

    /** The destination took one: the others are tried at once; true where it did not take them before. */
    boolean taken() {
        boolean failed = failing;
        failing = false;
        pause = FIRST_PAUSE;
        List<HeldDelivery<K>> all = new ArrayList<>(parked);
        parked.clear();
        all.forEach(retry);
        return failed;
    }

    /** One goes back instead; true where none is left that would find out when the destination is back. */
    boolean forget(HeldDelivery<K> delivery) {
        parked.remove(delivery);
        if (failing && parked.isEmpty()) {
            failing = false;
            return true;
        }
        return false;
    }
}
