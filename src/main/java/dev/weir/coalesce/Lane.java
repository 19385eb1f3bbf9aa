package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.Envelope;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.message.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ordered stream of updates for one target: merges them by entity while they wait, and has at most one batch in flight.
 *
 * <p>The first update of an idle lane is due at once; after that a batch is due when the earliest of its waiting entities
 * is, {@code every} after the first event that waits. What comes while a batch is in flight joins the next. A lane that
 * goes idle repeats its last number once, in an empty batch, so that clients notice a lost tail.
 *
 * <p>Owned by the core's thread. Times are nanoseconds of the core's clock.
 */
public final class Lane {
    private static final long NEVER = Long.MAX_VALUE;
    /** So often all attempts of a batch may be used up while other lanes' batches get through. */
    private static final int MAX_ROUNDS = 10;

    private final LaneKey key;
    private final String tenant;
    private final String epoch;
    private final LaneSettings settings;
    private final EntityMemory memory;
    private final Map<String, EntityState> entities = new HashMap<>();
    /** Those that wait, by when the first of their merged updates came. */
    private final Map<String, EntityState> waiting = new LinkedHashMap<>();

    private @Nullable Batch inFlight;
    private long nextSeq = 1;
    private long nextRev = 1;
    private long dueAt = NEVER;
    private long tailDueAt = NEVER;
    private boolean sentBefore;
    private long lastCutAt;
    private int maxUpdates;
    private int roundsGivenUp;
    private boolean draining;
    private String cause = "first";

    Lane(LaneKey key, String tenant, String epoch, LaneSettings settings, EntityMemory memory) {
        this.key = key;
        this.tenant = tenant;
        this.epoch = epoch;
        this.settings = settings;
        this.memory = memory;
        this.maxUpdates = settings.maxUpdates();
    }

    /** What tells it from other lanes. */
    public LaneKey key() {
        return key;
    }

    private Target target() {
        return key.target();
    }

    /** The tenant whose turn its batches take; empty where the lane is shared. */
    public String tenant() {
        return tenant;
    }

    /** When the next batch is due, {@link Long#MAX_VALUE} while none is; a time that has passed means now. */
    public long dueAt() {
        return waiting.isEmpty() ? tailDueAt : dueAt;
    }

    /** Whether a batch may be cut now: one is due and none is in flight. */
    public boolean isDue(long now) {
        return inFlight == null && dueAt() <= now;
    }

    void offer(Update update, Contribution contribution, long now) {
        EntityState state = entities.computeIfAbsent(update.entity(), entity -> new EntityState(this, entity));
        memory.busy(state);
        if (state.offer(update, contribution)) {
            startWaiting(state, update.coalescing().every().toNanos(), now);
        } else {
            rest(state);
        }
    }

    private void startWaiting(EntityState state, long every, long now) {
        boolean first = waiting.isEmpty() && inFlight == null && (!sentBefore || now - lastCutAt >= every);
        if (waiting.isEmpty()) {
            cause = first ? "first" : "window";
            dueAt = NEVER;
        }
        waiting.put(state.entity(), state);
        dueAt = Math.min(dueAt, first || draining ? now : now + every);
    }

    /** Makes all that waits due now, and what comes at once; nothing more is expected. */
    void drain(long now) {
        draining = true;
        if (!waiting.isEmpty()) {
            dueAt = Math.min(dueAt, now);
            cause = "drain";
        }
        tailDueAt = NEVER;
    }

    void withdraw(String entity, Contribution contribution) {
        EntityState state = entities.get(entity);
        if (state != null && state.withdraw(contribution)) {
            waiting.remove(entity);
            rest(state);
        }
    }

    /**
     * Cuts the next batch, as late as possible so that as much as possible is merged. Updates that could never fit are
     * refused on the way.
     *
     * @return the body to publish, or nothing when nothing is left to send
     */
    public Optional<byte[]> cut(long now) {
        if (inFlight != null) {
            throw new IllegalStateException("Lane " + target().laneName() + " has a batch in flight already");
        }
        boolean tail = waiting.isEmpty();
        if (tail && tailDueAt > now) {
            return Optional.empty();
        }
        long seq = tail ? nextSeq - 1 : nextSeq;
        Envelope envelope = new Envelope(target().laneName(), epoch, seq, settings.maxBytes());
        List<EntityState> departing = tail ? List.of() : fill(envelope);
        if (!tail && departing.isEmpty()) {
            return Optional.empty();
        }
        tailDueAt = NEVER;
        settings.onFlush().accept(tail ? "tail" : waiting.isEmpty() ? cause : "size");
        inFlight = new Batch(seq, envelope.toBytes(), departing);
        nextSeq = seq + 1;
        if (!tail) {
            sentBefore = true;
            lastCutAt = now;
        }
        dueAt = waiting.isEmpty() ? NEVER : now;
        return Optional.of(inFlight.body());
    }

    private List<EntityState> fill(Envelope envelope) {
        List<EntityState> departing = new ArrayList<>();
        Iterator<EntityState> next = waiting.values().iterator();
        while (next.hasNext() && departing.size() < maxUpdates) {
            EntityState state = next.next();
            if (envelope.addSet(state.waitingUpdate(), nextRev)) {
                nextRev++;
                next.remove();
                state.depart();
                departing.add(state);
            } else if (departing.isEmpty()) {
                next.remove();
                state.refusedWaiting(DeadLetter.Reason.TOO_LARGE, tooLarge(state));
                rest(state);
            } else {
                break;
            }
        }
        return departing;
    }

    private String tooLarge(EntityState state) {
        return "The update of '" + state.entity() + "' alone makes a batch of more than " + settings.maxBytes()
                + " bytes; let the rule's 'data' pick what clients need";
    }

    /**
     * The service accepted the batch in flight.
     *
     * @param onPublished told of each update that clients got
     */
    public void accepted(long now, Consumer<Update> onPublished) {
        Batch batch = land(true);
        if (maxUpdates == settings.maxUpdates()) {
            roundsGivenUp = 0;
        }
        maxUpdates = (int) Math.min(settings.maxUpdates(), maxUpdates * 2L);
        if (!batch.entities().isEmpty()) {
            oweTail(now);
        }
        for (EntityState state : batch.entities()) {
            onPublished.accept(state.accepted());
            rest(state);
        }
    }

    /** Before entities come to rest: a lane that owes a tail is not let go of. */
    private void oweTail(long now) {
        tailDueAt = nextSeq > 1 && !draining ? now + settings.tailAfter().toNanos() : NEVER;
    }

    /**
     * The batch in flight was given up: its entities wait again, unless something newer does already. What is given up round
     * after round, while others get through, is treated as refused: one update must not hold its partition up for ever.
     *
     * @param maybeDelivered whether clients may have seen it; then its number is burnt
     * @param othersPass whether the service accepted batches of other lanes meanwhile
     */
    public void givenUp(String description, boolean maybeDelivered, boolean othersPass, long now) {
        // What never reached the service can't be the update's fault.
        roundsGivenUp = othersPass && maybeDelivered ? roundsGivenUp + 1 : 0;
        if (roundsGivenUp >= MAX_ROUNDS && updatesInFlight() > 0) {
            refused(DeadLetter.Reason.UNDELIVERABLE, description, maybeDelivered, now);
        } else {
            Batch batch = land(maybeDelivered);
            oweTail(now);
            waitAgain(batch, now);
        }
    }

    /** A delivery's share of the batch in flight was taken back, so that it may not be sent again as it is. */
    public boolean isStaleInFlight() {
        return inFlight != null && inFlight.entities().stream().anyMatch(EntityState::isOrphanInFlight);
    }

    /**
     * The service refused the batch in flight for good: a single update is refused, several are sent again in smaller
     * batches until the culprit is alone.
     *
     * @param maybeDelivered whether an earlier attempt may have reached clients
     */
    public void refused(DeadLetter.Reason reason, String description, boolean maybeDelivered, long now) {
        Batch batch = land(maybeDelivered);
        if (!batch.entities().isEmpty()) {
            oweTail(now);
        }
        if (batch.entities().size() > 1) {
            maxUpdates = Math.max(1, batch.entities().size() / 2);
            // Its parts are suspect, too: each gets one round.
            roundsGivenUp = Math.min(roundsGivenUp, MAX_ROUNDS - 1);
            waitAgain(batch, now);
            return;
        }
        roundsGivenUp = 0;
        for (EntityState state : batch.entities()) {
            state.refusedInFlight(reason, description);
            rest(state);
        }
    }

    private Batch land(boolean seqIsUsed) {
        Batch batch = inFlight;
        if (batch == null) {
            throw new IllegalStateException("Lane " + target().laneName() + " has no batch in flight");
        }
        inFlight = null;
        if (!seqIsUsed && !batch.entities().isEmpty()) {
            nextSeq = batch.seq();
        }
        return batch;
    }

    private void waitAgain(Batch batch, long now) {
        Map<String, EntityState> later = new LinkedHashMap<>(waiting);
        waiting.clear();
        for (EntityState state : batch.entities()) {
            if (state.waitAgain()) {
                waiting.put(state.entity(), state);
            }
            rest(state);
        }
        waiting.putAll(later);
        dueAt = now;
        cause = "retry";
    }

    private void rest(EntityState state) {
        if (state.isIdle()) {
            memory.idle(state);
        }
    }

    /** How many updates the batch in flight carries. */
    public int updatesInFlight() {
        return inFlight == null ? 0 : inFlight.entities().size();
    }

    void forget(EntityState state) {
        entities.remove(state.entity());
    }

    /** Whether nothing is known, waiting or under way any more. */
    boolean isSpent() {
        return entities.isEmpty() && inFlight == null && tailDueAt == NEVER;
    }
}
