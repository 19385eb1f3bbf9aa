package dev.weir.coalesce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.DeadLetter;
import dev.weir.message.Change;
import dev.weir.message.Coalescing;
import dev.weir.message.Keep;
import dev.weir.message.Operation;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.message.Version.Relation;
import dev.weir.message.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lane knows of one entity, and the gate that tells late from new: only what was published drops an update; what is
 * pending takes repeats, and what is older than it, along.
 *
 * <p>Owned by the core's thread.
 */
final class EntityState {
    private static final long OVERHEAD = 400;

    private final Lane lane;
    private final String entity;
    private final PublishedVersions published = new PublishedVersions();
    private @Nullable Departure inFlight;
    /** The first goes out first; an update is added to the last, or behind it. */
    private List<Window> windows = List.of();

    private @Nullable State state;
    /**
     * What was handed to the transport last and not accepted. Snapshots go on showing it: a client that saw it in one, and
     * not in the next, would take the entity for gone, and the same version for a repeat when it comes.
     */
    private @Nullable State handed;
    /** Whether a snapshot showed it: then some clients may have what others never got. */
    private boolean handedWasShown;

    /** What the store counts of its changes; 0 where it knows nothing of it. */
    long stamp;
    /** Whether the store has something newer than what is in flight. */
    private boolean isOvertaken;
    /** What came before the store had answered; {@code null} once it has. */
    private @Nullable List<Arrival> arrivals;

    private long baseRev;
    private int sinceKeyframe;
    /** The row that it is in: it waits in its lane, or is idle; {@code null} while it does neither. */
    @Nullable
    EntityRow row;

    @Nullable
    EntityState previous;

    @Nullable
    EntityState next;
    /** What it counts as in memory since it came to rest. */
    long idleBytes;

    /** When it is to be removed or forgotten. */
    long deadline = Deadlines.NEVER;
    /** Its place among the deadlines; {@code null} where it has none. */
    Deadlines.@Nullable Watch watch;

    private @Nullable Update removal;

    /** An update that waits for the store's answer. */
    record Arrival(Update update, Contribution contribution) {}

    EntityState(Lane lane, String entity) {
        this.lane = lane;
        this.entity = entity;
    }

    Lane lane() {
        return lane;
    }

    String entity() {
        return entity;
    }

    /** What the bridge says of the entity at its deadline; {@code null} where it is to be forgotten then. */
    @Nullable
    Update removal() {
        return removal;
    }

    void expires(@Nullable Update at) {
        removal = at;
    }

    boolean isIdle() {
        return inFlight == null && windows.isEmpty() && arrivals == null;
    }

    boolean isLoading() {
        return arrivals != null;
    }

    void load() {
        arrivals = new ArrayList<>(1);
    }

    void arrive(Update update, Contribution contribution) {
        if (arrivals != null) {
            arrivals.add(new Arrival(update, contribution));
        }
    }

    /** The store has answered; gives what came meanwhile. */
    List<Arrival> loaded(Optional<StateStore.Kept> kept) {
        List<Arrival> arrived = arrivals == null ? List.of() : arrivals;
        arrivals = null;
        long before = stamp;
        stamp = kept.map(StateStore.Kept::stamp).orElse(0L);
        if (stamp != before) {
            adopt(kept.flatMap(this::read));
        }
        return arrived;
    }

    /** What another writer has stored is what merges start from; what clients have of it, only that writer knows. */
    private void adopt(Optional<StoredState> stored) {
        State known = state;
        if (known != null
                && stored.isPresent()
                && stored.get().state().version().relationTo(known.version()) == Relation.OLDER) {
            // The store has lost what it had confirmed; the next publish puts that right.
            return;
        }
        state = stored.map(StoredState::state).orElse(null);
        baseRev = 0;
        stored.ifPresent(found -> found.versions().forEach(published::add));
    }

    private Optional<StoredState> read(StateStore.Kept kept) {
        return StoredState.read(lane.storeName(), entity, kept);
    }

    /**
     * What is to be kept once what is in flight was accepted; {@code null} where only clients know the state.
     *
     * @param wallMillis now, in milliseconds since 1970
     */
    StateStore.@Nullable Change toKeep(long wallMillis) {
        if (inFlight == null || inFlight.after() == null) {
            return null;
        }
        PublishedVersions then = new PublishedVersions();
        published.all().forEach(then::add);
        inFlight.items().forEach(item -> then.add(item.version()));
        Update newest = inFlight.items().get(inFlight.items().size() - 1).update();
        Duration expire = newest.coalescing().expire();
        boolean isRemoved = inFlight.after().isRemoved();
        Expiry expiry = isRemoved || expire.isZero() ? null : Expiry.of(newest);
        Duration due = isRemoved ? lane.late() : expire;
        return new StateStore.Change(
                entity,
                stamp,
                StateStore.next(stamp, wallMillis),
                new StoredState(then.all(), inFlight.after(), expiry).text(),
                due.isZero() ? StateStore.NEVER : wallMillis + due.toMillis());
    }

    /** Takes note of what another writer has stored; true when that is newer than what is in flight. */
    boolean isNewerThanFlight(Optional<StateStore.Kept> current) {
        if (current.isEmpty() || inFlight == null) {
            return false;
        }
        Version sent = inFlight.outgoing().version();
        Optional<StoredState> newer = read(current.get()).filter(stored -> {
            Relation relation = stored.state().version().relationTo(sent);
            return relation == Relation.NEWER || (relation == Relation.UNRELATED && sent.isBehind());
        });
        newer.ifPresent(stored -> {
            stamp = current.get().stamp();
            adopt(newer);
            isOvertaken = true;
        });
        return newer.isPresent();
    }

    boolean waits() {
        return !windows.isEmpty();
    }

    boolean isUrgent() {
        for (Window window : windows) {
            if (window.urgent) {
                return true;
            }
        }
        return false;
    }

    /** What goes out next; only while it waits. */
    Window first() {
        return windows.get(0);
    }

    /** Passes an update through the gate; the window that it waits in, or {@code null} where it was decided or attached. */
    @Nullable
    Window offer(Update update, Contribution contribution) {
        if (isPublished(update, contribution) || isPending(update, contribution)) {
            return null;
        }
        Pending pending = new Pending(update, contribution);
        Window last = windows.isEmpty() ? null : windows.get(windows.size() - 1);
        Window window = last != null && last.takes(update)
                ? last
                : open(update.coalescing().keep());
        add(pending, window);
        window.urgent |= update.coalescing().priority() == Coalescing.Priority.HIGH;
        window.sealed |= update.barrier() || (pending.isRemoval() && window.keep != Keep.LATEST);
        return window;
    }

    private boolean isPublished(Update update, Contribution contribution) {
        Version version = update.version();
        if (version.isBehind() && isVoid(version)) {
            contribution.superseded(state == null ? version : state.version());
            return true;
        }
        if (isItem(update)) {
            if (published.includes(version)) {
                contribution.published();
                return true;
            }
            if (state != null && state.isRemoved() && published.relationOf(version) == Relation.OLDER) {
                contribution.superseded(published.of(version.scope()));
                return true;
            }
            return false;
        }
        Relation relation = published.relationOf(version);
        if (relation == Relation.SAME) {
            contribution.published();
        } else if (relation == Relation.OLDER) {
            contribution.superseded(published.of(version.scope()));
        }
        return relation == Relation.SAME || relation == Relation.OLDER;
    }

    /** What the bridge itself says of a state is void once there is another, of whatever scope, or one that can't be read. */
    private boolean isVoid(Version said) {
        State known = state;
        return known == null
                ? lane.remembersAll()
                : !said.equals(known.version().after());
    }

    /** Items of a list are late only where the list was removed after them. */
    private static boolean isItem(Update update) {
        return update.coalescing().keep() == Keep.ALL && update.change() instanceof Change.State;
    }

    private boolean isPending(Update update, Contribution contribution) {
        return isInFlight(update, contribution) || isWaiting(update, contribution);
    }

    private boolean isInFlight(Update update, Contribution contribution) {
        if (inFlight == null) {
            return false;
        }
        for (Pending sent : inFlight.items()) {
            Relation relation = update.version().relationTo(sent.version());
            if (relation == Relation.SAME) {
                sent.attachRepeat(contribution);
                return true;
            }
            if (relation == Relation.OLDER && !isItem(update)) {
                sent.attachOlder(contribution);
                return true;
            }
        }
        return false;
    }

    private boolean isWaiting(Update update, Contribution contribution) {
        boolean single = update.coalescing().keep() == Keep.LATEST;
        for (Window window : windows) {
            for (Pending item : window.items) {
                Relation relation = update.version().relationTo(item.version());
                if (relation == Relation.SAME) {
                    item.attachRepeat(contribution);
                    return true;
                }
                if (relation == Relation.OLDER && (single || item.isRemoval()) && window.keep != Keep.ALL) {
                    // Covered by a newer delivery that is still held: a crash would bring that one back.
                    contribution.superseded(item.version());
                    return true;
                }
            }
        }
        return false;
    }

    private Window open(Keep keep) {
        if (windows.isEmpty()) {
            Window window = new Window(keep);
            windows = List.of(window);
            return window;
        }
        Window window = new Window(keep);
        windows = growing();
        windows.add(window);
        return window;
    }

    private static void add(Pending pending, Window window) {
        if (window.keep == Keep.LATEST || (window.keep == Keep.MERGE && pending.isRemoval())) {
            if (window.items.size() == 1) {
                window.items.set(0, pending).superseded(pending.version());
                return;
            }
            List<Pending> covered = List.copyOf(window.items);
            window.items.clear();
            window.items.add(pending);
            covered.forEach(earlier -> earlier.superseded(pending.version()));
            return;
        }
        // A redelivery of something older goes before what is newer.
        int place = window.items.size();
        while (place > 0
                && window.keep == Keep.MERGE
                && pending.version().relationTo(window.items.get(place - 1).version()) == Relation.OLDER) {
            place--;
        }
        window.items.add(place, pending);
    }

    /** What was taken out of the first window goes into the batch in flight. */
    void depart(Departure departure) {
        inFlight = departure;
        handed = departure.after();
        take(departure);
    }

    private void take(Departure departure) {
        Window window = departure.window();
        window.items.subList(0, departure.items().size()).clear();
        if (window.items.isEmpty()) {
            drop(window);
        }
    }

    /** Nearly always there is one alone, in a list that can't grow and takes least. */
    private List<Window> growing() {
        return windows.size() < 2 ? new ArrayList<>(windows) : windows;
    }

    private void drop(Window window) {
        if (windows.size() == 1) {
            windows = List.of();
        } else {
            windows.remove(window);
        }
    }

    /** The service accepted what was in flight; the gate advances in its scopes. */
    List<Pending> accepted() {
        Departure sent = land();
        forgetHanded();
        State before = state;
        if (sent.after() != null && !isOvertaken) {
            state = sent.after();
        }
        baseRev = sent.base() && !isOvertaken ? sent.outgoing().rev() : 0;
        isOvertaken = false;
        sinceKeyframe = isDelta(sent) ? sinceKeyframe + 1 : 0;
        if (before != null && sent.window().keep != Keep.ALL && !before.items().isEmpty()) {
            published.forgetItems();
        }
        for (Pending item : sent.items()) {
            if (sent.window().keep == Keep.ALL && !item.isRemoval()) {
                published.addItem(item.version());
            } else {
                published.add(item.version());
            }
        }
        sent.items().forEach(Pending::published);
        return sent.items();
    }

    private static boolean isDelta(Departure sent) {
        return !(sent.outgoing().operation() instanceof Operation.Set);
    }

    /**
     * What was in flight waits again, unless something newer does, or nobody is left who needs it.
     *
     * @param maybeSeen whether clients may have it, so that they and the bridge may differ on what the base is
     */
    void waitAgain(boolean maybeSeen, long now) {
        Departure sent = land();
        if (maybeSeen) {
            baseRev = 0;
        }
        List<Pending> left = new ArrayList<>(sent.items());
        left.removeIf(item -> {
            if (item.isOrphan()) {
                item.dropped();
            }
            return item.isOrphan();
        });
        if (left.isEmpty()) {
            return;
        }
        Window window = sent.window();
        Window next = windows.isEmpty() ? null : windows.get(0);
        if (next != null && next == window) {
            next.items.addAll(0, left);
        } else if (next == null || window.sealed || next.keep != window.keep || isKeptApart(window, next)) {
            window.items.addAll(0, left);
            window.dueAt = now;
            windows = growing();
            windows.add(0, window);
        } else if (next.keep == Keep.LATEST || next.isRemoval()) {
            left.forEach(item -> item.superseded(next.newest().version()));
        } else {
            next.items.addAll(0, left);
            next.dueAt = Math.min(next.dueAt, now);
        }
    }

    private static boolean isKeptApart(Window earlier, Window later) {
        return later.keep == Keep.ALL
                && (later.isRemoval() || earlier.items.stream().anyMatch(Pending::isRemoval));
    }

    /** What was in flight will never be accepted. */
    void refusedInFlight(DeadLetter.Reason reason, String description, boolean maybeSeen) {
        if (maybeSeen || handedWasShown) {
            baseRev = 0;
        }
        forgetHanded();
        land().items().forEach(item -> item.refused(reason, description));
    }

    /** What would go out next will never be sent. */
    void refusedWaiting(Departure departure, DeadLetter.Reason reason, String description) {
        take(departure);
        departure.items().forEach(item -> item.refused(reason, description));
    }

    /** A delivery takes its share back; true when something waited and nothing does any more because of it. */
    boolean withdraw(Contribution contribution) {
        if (inFlight != null) {
            inFlight.items().forEach(item -> item.withdraw(contribution));
        }
        if (arrivals != null) {
            arrivals.removeIf(arrival -> arrival.contribution() == contribution);
        }
        if (windows.isEmpty()) {
            return false;
        }
        List<Pending> orphans = new ArrayList<>(0);
        for (Window window : List.copyOf(windows)) {
            window.items.removeIf(item -> item.withdraw(contribution) && orphans.add(item));
            if (window.items.isEmpty()) {
                drop(window);
            }
        }
        orphans.forEach(Pending::dropped);
        return windows.isEmpty();
    }

    /** Whether some of what is in flight is of deliveries that were all taken back. */
    boolean isOrphanInFlight() {
        return inFlight != null && inFlight.items().stream().anyMatch(Pending::isOrphan);
    }

    /** How much is in flight, counted as a batch's limit counts. */
    int sizeInFlight() {
        return inFlight == null ? 0 : inFlight.size();
    }

    /** The state that merges start from; empty where only clients know it. */
    Optional<JsonNode> merged() {
        State known = state;
        if (known == null) {
            return lane.remembersAll() ? Optional.of(Composer.nothing()) : Optional.empty();
        }
        return Optional.of(known.kind() == State.Kind.VALUE ? Wire.parse(known.data()) : Composer.nothing());
    }

    /** The state that clients have of {@link #baseRev}; empty where that is not known. */
    Optional<byte[]> base() {
        State known = state;
        return known == null || baseRev == 0 || handedWasShown || known.kind() != State.Kind.VALUE
                ? Optional.empty()
                : Optional.of(known.data());
    }

    long baseRev() {
        return baseRev;
    }

    int sinceKeyframe() {
        return sinceKeyframe;
    }

    List<byte[]> items() {
        return state == null ? List.of() : state.items();
    }

    /** What it takes in memory, about; it does not change while the entity is idle. */
    long bytes() {
        return OVERHEAD + entity.length() + (state == null ? 0 : state.bytes());
    }

    /** What was published last; {@code null} where nothing was, or only clients know. */
    @Nullable
    State state() {
        return state;
    }

    /** What clients have once they have all that was handed to the transport. */
    @Nullable
    State shown() {
        if (handed == null) {
            return state;
        }
        handedWasShown = true;
        return handed;
    }

    /** The stamp of what is {@link #shown()}, as snapshots have it. */
    long shownStamp() {
        return handed == null ? stamp : LaneSnapshot.Entity.ON_ITS_WAY;
    }

    private void forgetHanded() {
        handed = null;
        handedWasShown = false;
    }

    /** What is on its way. */
    @Nullable
    Departure inFlight() {
        return inFlight;
    }

    private Departure land() {
        Departure sent = inFlight;
        if (sent == null) {
            throw new IllegalStateException("Nothing of entity '" + entity + "' is in flight");
        }
        inFlight = null;
        return sent;
    }
}
