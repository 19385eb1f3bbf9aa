package dev.weir.source;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.metrics.WeirMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is held, and in what order the broker is told of it: of what a crash leaves unsettled, the newest of each lane and
 * entity's scope is always one.
 *
 * <p>A delivery is settled when all its updates are decided, and for each lane and entity that it updates either a newer
 * delivery of its scope is held, or the broker has acknowledged every older one. So one entity's deliveries are settled side by
 * side, and the newest of them last. When a lock is lost, the delivery keeps its place until the broker hands it out
 * again. If it does not come in time, all newer ones of its entities go back: settled alone they would leave the older to be
 * redelivered last, and to win.
 *
 * <p>Owned by the core's thread; answers of the broker come back to it through the executor.
 *
 * @param <K> lane and entity
 */
public final class Ledger<K> {
    private final Executor core;
    private final CoreClock clock;
    private final LockSettings lockSettings;
    private final WeirMetrics metrics;
    private final Custodian<K> custodian;
    /** Read by lag on any thread. */
    private final Map<Scope, ScopeHoldings<K>> scopes = new ConcurrentHashMap<>();

    /** Of sources that differ; written before they start. */
    private final Map<String, LockSettings> lockSettingsOf = new ConcurrentHashMap<>();

    private final Map<String, LockWatch<K>> locks = new HashMap<>();
    private final Map<String, ParkedLetters<K>> parked = new HashMap<>();
    private int size;
    private boolean draining;
    private int givenBack;

    /** @param core runs a task on the core's thread */
    public Ledger(
            Executor core, CoreClock clock, LockSettings lockSettings, WeirMetrics metrics, Custodian<K> custodian) {
        this.core = core;
        this.clock = clock;
        this.lockSettings = lockSettings;
        this.metrics = metrics;
        this.custodian = custodian;
    }

    /** How a source's locks are kept; to be said before it starts. */
    public void locks(String source, LockSettings settings) {
        lockSettingsOf.put(source, settings);
    }

    /** Takes a delivery in. Its updates follow by {@link HeldDelivery#join}, then {@link HeldDelivery#entered}. */
    public HeldDelivery<K> take(Delivery delivery) {
        ScopeHoldings<K> holdings = holdings(delivery.origin().scope());
        HeldDelivery<K> taken = new HeldDelivery<>(this, delivery, holdings);
        holdings.add(taken);
        size++;
        metrics.received(source(taken));
        return taken;
    }

    /** How many deliveries are held. */
    public int size() {
        return size;
    }

    /** How far behind each partition and session is that anything is held of. Safe on any thread. */
    public List<ScopeLag> lag() {
        return scopes.values().stream().map(ScopeHoldings::lag).toList();
    }

    /** Sources are stopped, so that nothing comes again: what stands behind something that would have to goes back too. */
    public void drain() {
        draining = true;
        for (ScopeHoldings<K> holdings : List.copyOf(scopes.values())) {
            holdings.awaited().forEach(this::release);
        }
    }

    /** How many deliveries have gone back unsettled since the drain began, or were asked to. */
    public int givenBack() {
        return givenBack;
    }

    /** Gives back all that is not being settled yet. */
    public void releaseAll() {
        for (ScopeHoldings<K> holdings : List.copyOf(scopes.values())) {
            for (HeldDelivery<K> delivery : holdings.held()) {
                release(delivery);
            }
        }
    }

    /** The ownership of a partition or session is gone, and with it all that is held of it. */
    public void lost(Scope scope) {
        ScopeHoldings<K> holdings = scopes.get(scope);
        if (holdings == null) {
            return;
        }
        holdings.awaited().forEach(this::leave);
        // What is going back already is told of by the answer to that.
        List<HeldDelivery<K>> all = holdings.held().stream()
                .filter(delivery ->
                        delivery.phase != HeldDelivery.Phase.RELEASING && delivery.phase != HeldDelivery.Phase.GONE)
                .toList();
        // All are gone before any update is withdrawn: what that decides must settle none of them.
        holdings.held().forEach(this::leave);
        for (HeldDelivery<K> delivery : all) {
            custodian.withdraw(delivery);
            unpark(delivery);
            returned(delivery, "ownership-lost");
        }
        dropIfEmpty(holdings);
    }

    void entered(HeldDelivery<K> delivery) {
        for (HeldDelivery<K> earlier : delivery.awaited()) {
            leave(earlier).forEach(this::trySettle);
        }
        if (draining && delivery.isBehindAwaited()) {
            release(delivery);
            return;
        }
        // What was the newest until now need not wait for what is older than it any more.
        for (Place<K> place : delivery.places) {
            if (place.older != null) {
                trySettle(place.older.delivery);
            }
        }
        trySettle(delivery);
        if (delivery.phase == HeldDelivery.Phase.WAITING) {
            delivery.holdings.locks.watch(delivery);
        }
    }

    void trySettle(HeldDelivery<K> delivery) {
        if (delivery.phase == HeldDelivery.Phase.WAITING && delivery.isDecided() && delivery.mayBeSettled()) {
            settle(delivery);
        }
    }

    private void settle(HeldDelivery<K> delivery) {
        delivery.phase = HeldDelivery.Phase.SETTLING;
        delivery.holdings.locks.forget(delivery);
        DeadLetter deadLetter = delivery.deadLetter;
        onAnswer(
                deadLetter == null ? delivery.settlement.complete() : delivery.settlement.deadLetter(deadLetter),
                answer -> answered(delivery, answer));
    }

    private void answered(HeldDelivery<K> delivery, Settlement.Answer answer) {
        if (delivery.phase != HeldDelivery.Phase.SETTLING) {
            return;
        }
        if (answer instanceof Settlement.Answer.Settled) {
            settled(delivery);
        } else if (answer instanceof Settlement.Answer.Unavailable failure && delivery.deadLetter != null) {
            delivery.phase = HeldDelivery.Phase.PARKED;
            delivery.holdings.locks.watch(delivery);
            parked(delivery).park(delivery);
            custodian.deadLettersFail(source(delivery), failure.reason());
        } else {
            lost(delivery);
        }
    }

    private void settled(HeldDelivery<K> delivery) {
        String source = source(delivery);
        metrics.settled(source, delivery.end.text());
        if (delivery.deadLetter != null) {
            metrics.deadLettered(source, delivery.deadLetter.reason().text());
            if (parked(delivery).taken()) {
                custodian.deadLettersPass(source);
            }
        }
        List<HeldDelivery<K>> next = leave(delivery);
        forget(delivery);
        next.forEach(this::trySettle);
    }

    /** The lock is gone, as far as anybody knows. */
    private void lost(HeldDelivery<K> delivery) {
        delivery.holdings.locks.forget(delivery);
        delivery.settlement.lost();
        List<HeldDelivery<K>> next = comesAgain(delivery, () -> lockLeft(delivery));
        custodian.withdraw(delivery);
        unpark(delivery);
        returned(delivery, "lock-lost");
        next.forEach(this::trySettle);
    }

    /**
     * The broker will hand it out again: it keeps its place until then, or gives it to the repeat that is there already.
     *
     * @return those that move up
     */
    private List<HeldDelivery<K>> comesAgain(HeldDelivery<K> delivery, LongSupplier lockLeft) {
        if (delivery.places.isEmpty() || delivery.isRepeated()) {
            return leave(delivery);
        }
        delivery.phase = HeldDelivery.Phase.AWAITED;
        delivery.holdings.await(delivery);
        waitForIt(delivery, lockLeft);
        if (draining) {
            release(delivery);
        }
        return List.of();
    }

    private void waitForIt(HeldDelivery<K> delivery, LongSupplier lockLeft) {
        long wait = lockLeft.getAsLong() + lockSettings.comesAgainWithin().toNanos();
        clock.after(wait, () -> {
            if (delivery.phase != HeldDelivery.Phase.AWAITED) {
                return;
            }
            // A renewal that was under way when the lock was taken as lost may have reached the broker.
            if (lockLeft.getAsLong() > 0) {
                waitForIt(delivery, lockLeft);
            } else {
                didNotComeAgain(delivery);
            }
        });
    }

    /** How long the broker may keep it from coming again, in nanoseconds: with an unknown answer, until the lock's end. */
    private long lockLeft(HeldDelivery<K> delivery) {
        Instant end = delivery.settlement.lockedUntil();
        if (end.equals(Instant.MAX)) {
            return 0;
        }
        return Duration.ofMillis(Math.max(0, end.toEpochMilli() - clock.wallMillis()))
                .toNanos();
    }

    private void didNotComeAgain(HeldDelivery<K> delivery) {
        List<HeldDelivery<K>> newer = leave(delivery);
        dropIfEmpty(delivery.holdings);
        newer.forEach(this::release);
    }

    private void release(HeldDelivery<K> first) {
        Deque<HeldDelivery<K>> open = new ArrayDeque<>(List.of(first));
        Set<HeldDelivery<K>> passed = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            HeldDelivery<K> delivery = open.remove();
            switch (delivery.phase) {
                case GONE, RELEASING -> {}
                case AWAITED, SETTLING -> {
                    // Nothing can be done about it; but what is behind it must not be settled before what goes back.
                    if (passed.add(delivery)) {
                        open.addAll(delivery.nextInLine());
                    }
                }
                case ENTERING, WAITING, PARKED -> {
                    // The next in each chain is enough: releasing it goes on to the one after it.
                    open.addAll(delivery.nextInLine());
                    delivery.phase = HeldDelivery.Phase.RELEASING;
                    if (draining) {
                        givenBack++;
                    }
                    delivery.holdings.locks.forget(delivery);
                    custodian.withdraw(delivery);
                    unpark(delivery);
                    onAnswer(delivery.settlement.release(), answer -> released(delivery, answer));
                }
            }
        }
    }

    private void released(HeldDelivery<K> delivery, Settlement.Answer answer) {
        boolean back = answer instanceof Settlement.Answer.Settled;
        List<HeldDelivery<K>> next = delivery.phase == HeldDelivery.Phase.RELEASING
                ? comesAgain(delivery, () -> back ? 0 : lockLeft(delivery))
                : List.of();
        returned(delivery, back ? "released" : "lock-lost");
        next.forEach(this::trySettle);
    }

    private void onAnswer(CompletionStage<Settlement.Answer> answer, Consumer<Settlement.Answer> then) {
        // A settlement that fails instead of answering is an adapter's bug; the delivery must come to an end all the
        // same.
        answer.exceptionally(failure -> Settlement.Answer.LOST)
                .thenAccept(result -> core.execute(() -> then.accept(result)));
    }

    /** Takes it out of its chains, and gives those that it stood before. */
    private List<HeldDelivery<K>> leave(HeldDelivery<K> delivery) {
        delivery.phase = HeldDelivery.Phase.GONE;
        delivery.holdings.locks.forget(delivery);
        List<HeldDelivery<K>> next = delivery.nextInLine();
        delivery.holdings.leave(delivery);
        return next;
    }

    private void returned(HeldDelivery<K> delivery, String reason) {
        metrics.returned(source(delivery), reason);
        forget(delivery);
    }

    private void forget(HeldDelivery<K> delivery) {
        size--;
        delivery.holdings.remove(delivery);
        dropIfEmpty(delivery.holdings);
        custodian.gone(delivery);
    }

    private void dropIfEmpty(ScopeHoldings<K> holdings) {
        if (holdings.isEmpty()) {
            scopes.remove(holdings.scope(), holdings);
        }
    }

    private void unpark(HeldDelivery<K> delivery) {
        ParkedLetters<K> letters = parked.get(source(delivery));
        if (letters != null && delivery.deadLetter != null && letters.forget(delivery)) {
            // The next dead letter finds out whether the destination is back.
            custodian.deadLettersPass(source(delivery));
        }
    }

    private ScopeHoldings<K> holdings(Scope scope) {
        ScopeHoldings<K> known = scopes.get(scope);
        return known != null
                ? known
                : scopes.computeIfAbsent(scope, added -> new ScopeHoldings<>(added, locks(added.source())));
    }

    private LockWatch<K> locks(String source) {
        return locks.computeIfAbsent(
                source,
                name -> new LockWatch<>(
                        lockSettingsOf.getOrDefault(name, lockSettings),
                        core,
                        clock,
                        this::lost,
                        () -> metrics.lockRenewed(name)));
    }

    private ParkedLetters<K> parked(HeldDelivery<K> delivery) {
        return parked.computeIfAbsent(
                source(delivery),
                name -> new ParkedLetters<>(clock, again -> {
                    if (again.phase == HeldDelivery.Phase.PARKED) {
                        again.phase = HeldDelivery.Phase.WAITING;
                        trySettle(again);
                    }
                }));
    }

    private String source(HeldDelivery<K> delivery) {
        return delivery.origin().scope().source();
    }
}
