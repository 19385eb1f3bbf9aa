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
        GONE
    }

    private final Ledger<K> ledger;
    private final Origin origin;
    private final int attempt;
    final Settlement settlement;
    final List<Place<K>> places = new ArrayList<>(1);

    Phase phase = Phase.ENTERING;
    int undecided;
    End end = End.UNMATCHED;

    @Nullable
    DeadLetter deadLetter;

    HeldDelivery(Ledger<K> ledger, Delivery delivery) {
        this.ledger = ledger;
        this.origin = delivery.origin();
        this.attempt = delivery.attempt();
        this.settlement = delivery.settlement();
    }

    public Origin origin() {
        return origin;
    }

    public int attempt() {
        return attempt;
    }

    /** Announces an update for this lane and entity, before it is offered to the lane. */
    public void join(K key) {
        undecided++;
        for (Place<K> place : places) {
            if (place.chain.key.equals(key)) {
                return;
            }
        }
        places.add(ledger.chain(key).insert(this));
    }

    /** One of its updates has come to this end. */
    public void decided(End updateEnd) {
        if (phase == Phase.GONE) {
            return;
        }
        undecided--;
        end = end.or(updateEnd);
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
        ledger.trySettle(this);
    }

    /** The lanes and entities that it has updates for. */
    public List<K> keys() {
        return places.stream().map(place -> place.chain.key).toList();
    }

    boolean isFirst() {
        for (Place<K> place : places) {
            if (place.older != null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return origin.text() + " (" + phase + ", " + undecided + " undecided)";
    }
}
