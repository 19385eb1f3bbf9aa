package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.BatchBody;
import dev.weir.message.Change;
import dev.weir.message.CloudEventsBody;
import dev.weir.message.Envelope;
import dev.weir.message.Format;
import dev.weir.message.Keep;
import dev.weir.message.LaneKey;
import dev.weir.message.RawBody;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ordered stream of updates for one target: merges them by entity while they wait, and has at most one batch in flight.
 *
 * <p>The first update of an idle lane is due at once; after that a batch is due when the earliest of its waiting entities
 * is, {@code every} after the first event that waits, or when a batch is full. What comes while a batch is in flight joins
 * the next. A lane that goes idle repeats its last number once, in an empty batch, so that clients notice a lost tail.
 *
 * <p>Owned by the core's thread. Times are nanoseconds of the core's clock.
 */
public final class Lane {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();
    /** What a window of less counts as once it is to be stretched. */
    private static final long SHORTEST_STRETCHED = Duration.ofMillis(20).toNanos();
    /** The longest window that stretching makes. */
    private static final long LONGEST_STRETCHED = Duration.ofSeconds(10).toNanos();
    /** So often all attempts of a batch may be used up while other lanes' batches get through. */
    private static final int MAX_ROUNDS = 10;

    private final LaneKey key;
    private final String tenant;
    private final String epoch;
    private final Shared shared;
    /** Most lanes have few. */
    private final Map<String, EntityState> entities = new HashMap<>(4);

    private final Waiting waiting = new Waiting();

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
    private FlushCause cause = FlushCause.FIRST;

    Lane(LaneKey key, String tenant, String epoch, Shared shared) {
        this.key = key;
        this.tenant = tenant;
        this.epoch = epoch;
        this.shared = shared;
        this.maxUpdates = shared.settings().maxUpdates();
    }

    /** What tells it from other lanes. */
    public LaneKey key() {
        return key;
    }

    /** The tenant whose turn its batches take; empty where the lane is shared. */
    public String tenant() {
        return tenant;
    }

    private String name() {
        return key.target().laneName();
    }

    boolean remembersAll() {
        return shared.settings().remembersAll();
    }

    /** How long a removal is remembered. */
    Duration late() {
        return shared.settings().late();
    }

    /** When the next batch is due, {@link Long#MAX_VALUE} while none is; a time that has passed means now. */
    public long dueAt() {
        return waiting.isEmpty() ? tailDueAt : dueAt;
    }

    /** Whether a batch may be cut now: one is due and none is in flight. */
    public boolean isDue(long now) {
        return inFlight == null && dueAt() <= now;
    }

    /** Whether it has something to send that is to overtake what other lanes of the tenant have. */
    public boolean isUrgent() {
        return waiting.isUrgent();
    }

    void offer(Update update, Contribution contribution, long now) {
        EntityState state = entities.get(update.entity());
        if (state == null) {
            state = new EntityState(this, update.entity());
            entities.put(update.entity(), state);
            shared.onNew().accept(state);
        } else if (state.isIdle() && isOfWhatIsThere(update)) {
            shared.onReturn().accept(state);
        }
        shared.memory().forget(state);
        if (state.isLoading()) {
            state.arrive(update, contribution);
        } else {
            enter(state, update, contribution, now);
        }
    }

    /** Whether it adds to the state that is there, or, as the bridge's own removals are, is of that state alone. */
    private static boolean isOfWhatIsThere(Update update) {
        return update.coalescing().keep() != Keep.LATEST || update.version().isBehind();
    }

    /** The store has said what it knows of an entity. */
    void loaded(EntityState state, Optional<StateStore.Kept> kept, long now) {
        long before = state.stamp;
        for (EntityState.Arrival arrival : state.loaded(kept)) {
            // One that is decided at once leaves it idle for a moment; it comes to rest after the last.
            pass(state, arrival.update(), arrival.contribution(), now);
        }
        if (state.isIdle() && state.stamp != before) {
            // It is another's, who sees to its time: here it would only grow old.
            shared.deadlines().clear(state);
            forget(state);
        } else {
            rest(state);
        }
    }

    private void enter(EntityState state, Update update, Contribution contribution, long now) {
        pass(state, update, contribution, now);
        rest(state);
    }

    private void pass(EntityState state, Update update, Contribution contribution, long now) {
        boolean waited = state.waits();
        Window window = state.offer(update, contribution);
        if (window != null) {
            start(state, window, update, waited, now);
        }
    }

    private void start(EntityState state, Window window, Update update, boolean waited, long now) {
        if (waited && window.dueAt != NEVER && !window.urgent && !update.barrier()) {
            // It waits in its place already, and the batch is due no later than it.
            return;
        }
        long every = every(update);
        boolean first = waiting.isEmpty() && inFlight == null && (!sentBefore || now - lastCutAt >= every);
        if (waiting.isEmpty()) {
            dueAt = NEVER;
        }
        if (window.dueAt == NEVER) {
            window.dueAt = first || draining ? now : now + every;
        }
        due(window.dueAt, first ? FlushCause.FIRST : FlushCause.WINDOW);
        if (update.barrier()) {
            window.dueAt = now;
            due(now, FlushCause.BARRIER);
        }
        if (!waited || window.urgent) {
            waiting.add(state);
            if (waiting.size() >= maxUpdates) {
                due(now, FlushCause.SIZE);
            }
        }
    }

    private long every(Update update) {
        long nanos = update.coalescing().every().toNanos();
        double stretch = shared.settings().pacing().stretch(this);
        double stretched = Math.max(nanos, SHORTEST_STRETCHED) * stretch;
        return stretch > 1 ? Math.max(nanos, (long) Math.min(stretched, LONGEST_STRETCHED)) : nanos;
    }

    private void due(long at, FlushCause why) {
        if (at < dueAt) {
            dueAt = at;
            cause = why;
        }
    }

    /** Makes all that waits due now, and what comes at once; nothing more is expected. */
    void drain(long now) {
        draining = true;
        if (!waiting.isEmpty()) {
            due(now, FlushCause.DRAIN);
        }
        tailDueAt = NEVER;
    }

    void withdraw(String entity, Contribution contribution) {
        EntityState state = entities.get(entity);
        if (state != null && state.withdraw(contribution)) {
            waiting.remove(state);
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
            throw new IllegalStateException("Lane " + name() + " has a batch in flight already");
        }
        boolean tail = waiting.isEmpty();
        if (tail && tailDueAt > now) {
            return Optional.empty();
        }
        long seq = tail ? nextSeq - 1 : nextSeq;
        BatchBody body = body(seq);
        int room = key.format() == Format.RAW ? 1 : maxUpdates;
        Filling filling = new Filling(shared, waiting, body, room, nextRev);
        if (!tail) {
            filling.fill(now, this::rest);
            nextRev = filling.nextRev();
            dueAt = filling.nextDueAt();
            if (filling.departing().isEmpty()) {
                return Optional.empty();
            }
        }
        tailDueAt = NEVER;
        FlushCause why = filling.isFull() ? FlushCause.SIZE : cause;
        shared.settings().onFlush().accept(this, tail ? FlushCause.TAIL : why);
        cause = FlushCause.WINDOW;
        inFlight = new Batch(seq, body.toBytes(), filling.departing());
        nextSeq = seq + 1;
        if (!tail) {
            sentBefore = true;
            lastCutAt = now;
        }
        return Optional.of(inFlight.body());
    }

    private BatchBody body(long seq) {
        return switch (key.format()) {
            case WEIR ->
                new Envelope(
                        shared.bodies(), name(), epoch, seq, shared.settings().maxBytes());
            case CLOUDEVENTS ->
                new CloudEventsBody(shared.bodies(), shared.settings().maxBytes());
            case RAW -> new RawBody(shared.settings().maxBytes());
        };
    }

    /**
     * The service accepted the batch in flight.
     *
     * @param onPublished told of each update that clients got
     */
    public void accepted(long now, Consumer<Update> onPublished) {
        Batch batch = land(true);
        if (maxUpdates == shared.settings().maxUpdates()) {
            roundsGivenUp = 0;
        }
        maxUpdates = (int) Math.min(shared.settings().maxUpdates(), maxUpdates * 2L);
        if (!batch.entities().isEmpty()) {
            oweTail(now);
        }
        for (EntityState state : batch.entities()) {
            List<Pending> published = state.accepted();
            published.forEach(item -> onPublished.accept(item.update()));
            await(state, published.get(published.size() - 1).update(), now);
            rest(state);
        }
    }

    /** What has been published is forgotten after a while, or removed, unless something newer comes. */
    private void await(EntityState state, Update newest, long now) {
        Duration expire = newest.coalescing().expire();
        if (newest.change() instanceof Change.Removal) {
            state.expires(null);
            shared.deadlines().set(state, now + shared.settings().late().toNanos());
        } else if (!expire.isZero()) {
            shared.deadlines().set(state, now + expire.toNanos());
            State known = state.state();
            // Of a list, the item that was sent last need not be the newest.
            Version last = known == null ? newest.version() : known.version();
            state.expires(Expiry.of(newest).removal(newest.entity(), last, newest.at()));
        } else {
            shared.deadlines().clear(state);
        }
    }

    /** An entity's time has come: it is forgotten where it was removed before, and removed where it was not. */
    void expired(EntityState state, long now) {
        if (!state.isIdle()) {
            // What is pending sets a new time when it is published; but it may be taken back.
            shared.deadlines().set(state, now + LOOK_AGAIN);
            return;
        }
        Update removal = state.removal();
        if (removal == null) {
            shared.memory().forget(state);
            forget(state);
            shared.onForget().accept(state);
        } else {
            offer(removal, Contribution.NOBODYS, now);
        }
    }

    /** Before entities come to rest: a lane that owes a tail is not let go of. */
    private void oweTail(long now) {
        tailDueAt = nextSeq > 1 && !draining && key.format() == Format.WEIR
                ? now + shared.settings().tailAfter().toNanos()
                : NEVER;
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
            waitAgain(batch, maybeDelivered, now);
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
        int size = updatesInFlight();
        Batch batch = land(maybeDelivered);
        if (!batch.entities().isEmpty()) {
            oweTail(now);
        }
        if (size > 1) {
            maxUpdates = Math.max(1, size / 2);
            // Its parts are suspect, too: each gets one round.
            roundsGivenUp = Math.min(roundsGivenUp, MAX_ROUNDS - 1);
            waitAgain(batch, maybeDelivered, now);
            return;
        }
        roundsGivenUp = 0;
        for (EntityState state : batch.entities()) {
            state.refusedInFlight(reason, description, maybeDelivered);
            rest(state);
        }
    }

    private Batch land(boolean seqIsUsed) {
        Batch batch = inFlight;
        if (batch == null) {
            throw new IllegalStateException("Lane " + name() + " has no batch in flight");
        }
        inFlight = null;
        if (!seqIsUsed && !batch.entities().isEmpty()) {
            nextSeq = batch.seq();
        }
        return batch;
    }

    private void waitAgain(Batch batch, boolean maybeDelivered, long now) {
        List<EntityState> again = new ArrayList<>(batch.entities().size());
        for (EntityState state : batch.entities()) {
            state.waitAgain(maybeDelivered, now);
            if (state.waits()) {
                waiting.remove(state);
                again.add(state);
            }
            rest(state);
        }
        waiting.putFirst(again);
        dueAt = now;
        cause = FlushCause.RETRY;
    }

    private void rest(EntityState state) {
        if (state.isIdle()) {
            shared.memory().idle(state);
        }
    }

    /** How many updates the batch in flight carries, each item of a list counted. */
    public int updatesInFlight() {
        return inFlight == null ? 0 : inFlight.size();
    }

    void forget(EntityState state) {
        entities.remove(state.entity());
    }

    /** Whether nothing of an entity waits or is under way. */
    boolean isIdle(String entity) {
        EntityState state = entities.get(entity);
        return state == null || state.isIdle();
    }

    /** The entities of the batch in flight. */
    List<EntityState> inFlight() {
        return inFlight == null ? List.of() : inFlight.entities();
    }

    /** What stores call it. */
    String storeName() {
        return storeName(key);
    }

    /** Lanes that differ in their time to live alone show the same, and are one to stores. */
    private static String storeName(LaneKey key) {
        Target target = key.target();
        String name = storeName(target.hub(), target.laneName());
        if (!target.filter().isEmpty()) {
            name += "\n" + target.filter();
        }
        return key.format() == Format.WEIR ? name : name + "\n\n" + key.format().text();
    }

    /** What stores call the lane that everybody of a target reads. */
    static String storeName(String hub, String laneName) {
        return hub + "\n" + laneName;
    }

    String epoch() {
        return epoch;
    }

    /** The number of the last batch that was handed to the transport; 0 before the first. */
    long lastSeq() {
        return nextSeq - 1;
    }

    Collection<EntityState> entities() {
        return entities.values();
    }

    /** Whether nothing is known, waiting or under way any more. */
    boolean isSpent() {
        return entities.isEmpty() && inFlight == null && tailDueAt == NEVER;
    }
}
