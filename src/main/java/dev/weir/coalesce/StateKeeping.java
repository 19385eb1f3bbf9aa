package dev.weir.coalesce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes lanes' states in a store, again and again until it answers: without it, no update of an entity may pass
 * the gate, and none may be settled. Owned by the core's thread, where all it tells is told.
 */
public final class StateKeeping {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** How often the store is asked for what is due. */
    private static final Duration WATCH_EVERY = Duration.ofSeconds(30);
    /** And how soon where there was more than it gave. */
    private static final Duration WATCH_SOON = Duration.ofSeconds(1);
    /** A bridge that remembers an entity sees to it at its time; what is due for this long, none has. */
    private static final Duration OVERDUE = Duration.ofSeconds(30);

    /** And, by chance, up to {@link #WATCH_EVERY} later: what one replica can do nothing about, another is to find. */
    private static final Duration DUE_AGAIN = Duration.ofMinutes(5);

    private final StateStore store;
    private final Executor core;
    private final BiConsumer<Long, Runnable> timer;
    private final LongSupplier wallMillis;
    private final RandomGenerator random;
    private volatile String trouble = "";

    /**
     * @param core runs a task on the core's thread
     * @param timer runs a task there after so many nanoseconds
     * @param wallMillis milliseconds since 1970
     * @param random so that replicas don't move in step
     */
    public StateKeeping(
            StateStore store,
            Executor core,
            BiConsumer<Long, Runnable> timer,
            LongSupplier wallMillis,
            RandomGenerator random) {
        this.store = store;
        this.core = core;
        this.timer = timer;
        this.wallMillis = wallMillis;
        this.random = random;
    }

    /** Why the store does not answer; empty while it does. Safe on any thread. */
    public String trouble() {
        return trouble;
    }

    /** Whether what the bridge remembers of an entity may be out of date. */
    boolean isShared() {
        return store.isShared();
    }

    void load(String lane, String entity, Consumer<Optional<StateStore.Kept>> then) {
        ask(() -> store.load(lane, entity), FIRST_WAIT, then);
    }

    CompletionStage<StateStore.LaneContent> content(String lane) {
        return store.content(lane);
    }

    /** Forgets an entity, unless somebody has changed it. */
    void forget(String lane, String entity, long stamp) {
        List<StateStore.Change> change = List.of(StateStore.Change.toForget(entity, stamp));
        ask(() -> store.change(lane, "", 0, change), FIRST_WAIT, refused -> {});
    }

    /**
     * Looks for what is due in the store from now on, which bridges have left behind that ended or let it go.
     *
     * @param room how many may be found at once, as it is then
     */
    void watchDue(IntSupplier room, BiConsumer<StateStore.Due, StoredState> onDue) {
        watchDue(WATCH_EVERY, room, onDue);
    }

    private void watchDue(Duration wait, IntSupplier room, BiConsumer<StateStore.Due, StoredState> onDue) {
        timer.accept(wait.toNanos(), () -> {
            int most = room.getAsInt();
            if (most <= 0) {
                watchDue(WATCH_EVERY, room, onDue);
                return;
            }
            ask(() -> due(most), FIRST_WAIT, found -> {
                watchDue(found.size() < most ? WATCH_EVERY : WATCH_SOON, room, onDue);
                found.forEach(one -> StoredState.read(one.lane(), one.entity(), one.kept())
                        .ifPresent(state -> onDue.accept(one, state)));
            });
        });
    }

    private CompletionStage<List<StateStore.Due>> due(int most) {
        long now = wallMillis.getAsLong();
        long later = DUE_AGAIN.toMillis() + random.nextInt((int) WATCH_EVERY.toMillis());
        return store.due(now - OVERDUE.toMillis(), now + later, most);
    }

    /** Keeps what a lane's batch in flight has made of its entities. */
    public void keep(Lane lane, Runnable then) {
        Map<String, EntityState> entities = new HashMap<>();
        List<StateStore.Change> changes = new ArrayList<>();
        long now = wallMillis.getAsLong();
        for (EntityState entity : lane.inFlight()) {
            StateStore.Change change = entity.toKeep(now);
            if (change != null) {
                entities.put(entity.entity(), entity);
                changes.add(change);
            }
        }
        if (changes.isEmpty()) {
            then.run();
        } else {
            change(lane, entities, changes, then);
        }
    }

    private void change(Lane lane, Map<String, EntityState> entities, List<StateStore.Change> changes, Runnable then) {
        ask(() -> store.change(lane.storeName(), lane.epoch(), lane.lastSeq(), changes), FIRST_WAIT, refused -> {
            List<StateStore.Change> again = new ArrayList<>();
            for (StateStore.Change change : changes) {
                EntityState entity = entities.get(change.entity());
                Optional<StateStore.Kept> current = refused.get(change.entity());
                if (entity == null) {
                    continue;
                }
                if (current == null) {
                    entity.stamp = change.stamp();
                } else if (!entity.isNewerThanFlight(current)) {
                    entity.stamp = current.map(StateStore.Kept::stamp).orElse(0L);
                    long stamp = StateStore.next(entity.stamp, wallMillis.getAsLong());
                    again.add(
                            new StateStore.Change(change.entity(), entity.stamp, stamp, change.text(), change.dueAt()));
                }
            }
            if (again.isEmpty()) {
                then.run();
            } else {
                change(lane, entities, again, then);
            }
        });
    }

    private interface Call<T> {
        CompletionStage<T> start();
    }

    private <T> void ask(Call<T> call, Duration wait, Consumer<T> then) {
        call.start().whenComplete((answer, failure) -> core.execute(() -> answered(call, wait, then, answer, failure)));
    }

    private <T> void answered(
            Call<T> call, Duration wait, Consumer<T> then, @Nullable T answer, @Nullable Throwable failure) {
        if (failure == null && answer != null) {
            trouble = "";
            then.accept(answer);
            return;
        }
        trouble = "the store of states does not answer: " + failure + "; events wait until it does";
        Duration next = wait.multipliedBy(2);
        timer.accept(wait.toNanos(), () -> ask(call, next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next, then));
    }
}
