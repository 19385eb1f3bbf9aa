package dev.weir.source;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.End;
import dev.weir.event.Origin;
import dev.weir.event.Settlement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery between being taken and being settled: how many of its updates are undecided, and what it waits behind.
 *
 * <p>Owned by the core's thread.
 *
 * @param <K> what updates are ordered by: lane and entity
 */
public final class HeldDelivery<K> {

    enum Phase {
        ENTERING,
        WAITING,
        SETTLING,
        /** To be dead-lettered, once the destination of dead letters takes it. */
        PARKED,
        /** It goes back, and the broker has not answered yet. */
        RELEASING,
        /** It went back, or its lock is gone, and it keeps its place before newer ones until it comes again. */
        AWAITED,
        GONE
    }

    private final Ledger<K> ledger;
    private final Origin origin;
    private final int attempt;
    private final long messageBytes;
    final Settlement settlement;
    final ScopeHoldings<K> holdings;
    final List<Place<K>> places = new ArrayList<>(1);

    Phase phase = Phase.ENTERING;
    End end = End.UNMATCHED;
    /** Its neighbours in {@link HeldByAge}. */
    @Nullable
    HeldDelivery<K> olderHeld;

    @Nullable
    HeldDelivery<K> newerHeld;

    boolean isHeld;
    /** When its lock is to be renewed, by the core's clock. */
    long renewAt;

    private int undecided;
    private long decodedBytes;

    @Nullable
    DeadLetter deadLetter;

    HeldDelivery(Ledger<K> ledger, Delivery delivery, ScopeHoldings<K> holdings) {
        this.ledger = ledger;
        this.origin = delivery.origin();
        this.attempt = delivery.attempt();
        this.messageBytes = delivery.message().body().length;
        this.settlement = delivery.settlement();
        this.holdings = holdings;
    }

    public Origin origin() {
        return origin;
    }

    public int attempt() {
        return attempt;
    }

    /** Says how many bytes its decoded updates take, until all of them are decided. */
    public void weighs(long bytes) {
        settlement.weighs(bytes);
        holdings.weighs(bytes - decodedBytes);
        decodedBytes = bytes;
    }

    /** The bytes that are held for it. */
    long bytes() {
        return messageBytes + decodedBytes;
    }

    /** Announces an update for this lane and entity, before it is offered to the lane. */
    public void join(K key) {
        undecided++;
        for (Place<K> place : places) {
            if (place.chain.key.equals(key)) {
                return;
            }
        }
        places.add(holdings.chain(key).insert(this));
    }

    /** One of its updates has come to this end. */
    public void decided(End updateEnd) {
        if (phase == Phase.GONE || phase == Phase.AWAITED || phase == Phase.RELEASING) {
            return;
        }
        undecided--;
        end = end.or(updateEnd);
        if (undecided == 0 && decodedBytes > 0) {
            weighs(0);
        }
        ledger.trySettle(this);
    }

    /** It will be dead-lettered when all its updates are decided; the first reason is kept, failed targets add up. */
    public void refuse(DeadLetter why) {
        end = End.DEAD_LETTERED;
        if (deadLetter == null) {
            deadLetter = why;
        } else {
            List<String> targets = new ArrayList<>(deadLetter.failedTargets());
            targets.addAll(why.failedTargets());
            deadLetter = new DeadLetter(
                    deadLetter.reason(),
                    deadLetter.description(),
                    deadLetter.rule(),
                    targets,
                    deadLetter.attempt(),
                    deadLetter.time(),
                    deadLetter.origin());
        }
    }

    /** All its updates have been announced and offered; with none, this is its end. */
    public void entered(End withoutUpdates) {
        if (phase != Phase.ENTERING) {
            return;
        }
        phase = Phase.WAITING;
        end = end.or(withoutUpdates);
        ledger.entered(this);
    }

    /** The lanes and entities that it has updates for. */
    public List<K> keys() {
        return places.stream().map(place -> place.chain.key).toList();
    }

    boolean isDecided() {
        return undecided == 0;
    }

    /** Whether it is held, and nothing says that it goes back, is gone, or will be dead-lettered. */
    boolean isHopeful() {
        return (phase == Phase.ENTERING || phase == Phase.WAITING) && deadLetter == null;
    }

    /** Whether in each of its chains nothing older is left, or something newer is held that waits for all of them. */
    boolean mayBeSettled() {
        for (Place<K> place : places) {
            if (place.older != null && !place.chain.covers(this)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one before it has to come again first. */
    boolean isBehindAwaited() {
        for (Place<K> place : places) {
            for (Place<K> older = place.older; older != null; older = older.older) {
                if (older.delivery.phase == Phase.AWAITED) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the broker has handed it out again, and the repeat is held. */
    boolean isRepeated() {
        for (Place<K> place : places) {
            if (place.newer != null
                    && place.newer.delivery.phase != Phase.AWAITED
                    && place.newer.delivery.isRepeatOf(this)) {
                return true;
            }
        }
        return false;
    }

    /** Those whose place it takes: earlier hand-outs of the same message that are awaited. */
    List<HeldDelivery<K>> awaited() {
        List<HeldDelivery<K>> earlier = new ArrayList<>(0);
        for (Place<K> place : places) {
            for (Place<K> older = place.older; older != null && isRepeatOf(older.delivery); older = older.older) {
                if (older.delivery.phase == Phase.AWAITED && !earlier.contains(older.delivery)) {
                    earlier.add(older.delivery);
                }
            }
        }
        return earlier;
    }

    private boolean isRepeatOf(HeldDelivery<K> other) {
        return origin.sequence() == other.origin.sequence();
    }

    /** The next in each of its chains. */
    List<HeldDelivery<K>> nextInLine() {
        List<HeldDelivery<K>> next = new ArrayList<>(places.size());
        for (Place<K> place : places) {
            if (place.newer != null) {
                next.add(place.newer.delivery);
            }
        }
        return next;
    }

    @Override
    public String toString() {
        return origin.text() + " (" + phase + ", " + undecided + " undecided)";
    }
}
