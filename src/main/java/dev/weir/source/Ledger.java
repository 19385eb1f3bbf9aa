package dev.weir.source;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.End;
import dev.weir.event.Settlement;
import dev.weir.metrics.WeirMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What is held, and in what order the broker is told of it: what a crash leaves unsettled is, for each lane and entity,
 * always the newest.
 *
 * <p>A delivery is settled when all its updates are decided and the broker has acknowledged every older one that had an
 * update for the same lane and entity. When one goes back instead, because its lock was lost, all newer ones of its
 * entities go back with it: settled alone they would leave the older to be redelivered last, and to win.
 *
 * <p>Owned by the core's thread; answers of the broker come back to it through the executor.
 *
 * @param <K> lane and entity
 */
public final class Ledger<K> {
    private final Executor core;
    private final WeirMetrics metrics;
    private final Consumer<HeldDelivery<K>> onReturn;
    private final Consumer<HeldDelivery<K>> onGone;
    private final Map<K, Chain<K>> chains = new HashMap<>();
    private final Set<HeldDelivery<K>> held = new LinkedHashSet<>();

    /**
     * @param core runs a task on the core's thread
     * @param onReturn told of a delivery that goes back, so that its waiting updates are withdrawn
     * @param onGone told of each delivery that is held no longer
     */
    public Ledger(
            Executor core, WeirMetrics metrics, Consumer<HeldDelivery<K>> onReturn, Consumer<HeldDelivery<K>> onGone) {
        this.core = core;
        this.metrics = metrics;
        this.onReturn = onReturn;
        this.onGone = onGone;
    }

    /** Takes a delivery in. Its updates follow by {@link HeldDelivery#join}, then {@link HeldDelivery#entered}. */
    public HeldDelivery<K> take(Delivery delivery) {
        HeldDelivery<K> taken = new HeldDelivery<>(this, delivery);
        held.add(taken);
        metrics.received(source(taken));
        return taken;
    }

    /** How many deliveries are held. */
    public int size() {
        return held.size();
    }

    /** Gives back all that is not being settled yet. */
    public void releaseAll() {
        for (HeldDelivery<K> delivery : List.copyOf(held)) {
            if (delivery.phase == HeldDelivery.Phase.ENTERING || delivery.phase == HeldDelivery.Phase.WAITING) {
                release(delivery);
            }
        }
    }

    Chain<K> chain(K key) {
        return chains.computeIfAbsent(key, Chain::new);
    }

    void trySettle(HeldDelivery<K> delivery) {
        if (delivery.phase == HeldDelivery.Phase.WAITING && delivery.undecided == 0 && delivery.isFirst()) {
            settle(delivery);
        }
    }

    private void settle(HeldDelivery<K> delivery) {
        delivery.phase = HeldDelivery.Phase.SETTLING;
        DeadLetter deadLetter = delivery.deadLetter;
        CompletionStage<Settlement.Answer> answer =
                deadLetter == null ? delivery.settlement.complete() : delivery.settlement.deadLetter(deadLetter);
        onAnswer(answer, result -> {
            if (result == Settlement.Answer.SETTLED) {
                settled(delivery);
            } else {
                lost(delivery);
            }
        });
    }

    private void settled(HeldDelivery<K> delivery) {
        String source = source(delivery);
        metrics.settled(source, delivery.end.text());
        if (delivery.end == End.DEAD_LETTERED && delivery.deadLetter != null) {
            metrics.deadLettered(source, delivery.deadLetter.reason().text());
        }
        List<HeldDelivery<K>> next = leave(delivery);
        forget(delivery);
        next.forEach(this::trySettle);
    }

    private void lost(HeldDelivery<K> delivery) {
        List<HeldDelivery<K>> newer = newerThan(delivery);
        leave(delivery);
        onReturn.accept(delivery);
        metrics.returned(source(delivery), "lock-lost");
        forget(delivery);
        newer.forEach(this::release);
    }

    private void release(HeldDelivery<K> first) {
        Deque<HeldDelivery<K>> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            HeldDelivery<K> delivery = open.remove();
            if (delivery.phase == HeldDelivery.Phase.GONE || delivery.phase == HeldDelivery.Phase.SETTLING) {
                continue;
            }
            open.addAll(newerThan(delivery));
            delivery.phase = HeldDelivery.Phase.GONE;
            leave(delivery);
            onReturn.accept(delivery);
            onAnswer(delivery.settlement.release(), result -> {
                metrics.returned(source(delivery), result == Settlement.Answer.SETTLED ? "released" : "lock-lost");
                forget(delivery);
            });
        }
    }

    private void onAnswer(CompletionStage<Settlement.Answer> answer, Consumer<Settlement.Answer> then) {
        // A settlement that fails instead of answering is an adapter's bug; the delivery must come to an end all the
        // same.
        answer.exceptionally(failure -> Settlement.Answer.LOST)
                .thenAccept(result -> core.execute(() -> then.accept(result)));
    }

    private List<HeldDelivery<K>> newerThan(HeldDelivery<K> delivery) {
        // The next in each chain is enough: releasing it goes on to the one after it.
        List<HeldDelivery<K>> newer = new ArrayList<>(delivery.places.size());
        for (Place<K> place : delivery.places) {
            if (place.newer != null) {
                newer.add(place.newer.delivery);
            }
        }
        return newer;
    }

    /** Takes it out of its chains, and gives those that it stood before. */
    private List<HeldDelivery<K>> leave(HeldDelivery<K> delivery) {
        delivery.phase = HeldDelivery.Phase.GONE;
        List<HeldDelivery<K>> next = new ArrayList<>(delivery.places.size());
        for (Place<K> place : delivery.places) {
            if (place.newer != null) {
                next.add(place.newer.delivery);
            }
            place.chain.remove(place);
            if (place.chain.isEmpty()) {
                chains.remove(place.chain.key);
            }
        }
        return next;
    }

    private void forget(HeldDelivery<K> delivery) {
        held.remove(delivery);
        onGone.accept(delivery);
    }

    private String source(HeldDelivery<K> delivery) {
        return delivery.origin().scope().source();
    }
}
