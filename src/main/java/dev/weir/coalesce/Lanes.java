package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.Format;
import dev.weir.message.JsonWriter;
import dev.weir.message.LaneKey;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.message.Version;
import dev.weir.metrics.WeirMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All lanes of the bridge. Owned by the core's thread; levels may be read on any. */
public final class Lanes {
    /** No source's credit bounds how many entities wait to be removed that the store has found to be due. */
    private static final int MOST_REMOVALS = 1_000;

    private final LaneSettings settings;
    private final Supplier<String> epochs;
    private final WeirMetrics metrics;
    private final Consumer<Lane> onDrop;
    private final Shared shared;
    private final Map<LaneKey, Lane> lanes = new HashMap<>();
    private final Map<Name, List<Lane>> byName = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private @Nullable StateKeeping keeping;
    private LongSupplier clock = () -> 0;
    private Consumer<Lane> onLoaded = lane -> {};
    private final Removals removals = new Removals();
    private boolean draining;
    private volatile int count;

    /** Counts the removals that the store asked for until each has come to its end. */
    private static final class Removals implements Contribution {
        private int underWay;

        @Override
        public void published() {
            underWay--;
        }

        @Override
        public void superseded(Version by) {
            underWay--;
        }

        @Override
        public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
            underWay--;
        }
    }

    /** What clients call a lane by. */
    private record Name(String hub, String lane) {
        static Name of(Lane lane) {
            Target target = lane.key().target();
            return new Name(target.hub(), target.laneName());
        }
    }

    /**
     * @param maxIdleEntities how many entities with nothing pending are remembered, over all lanes
     * @param maxIdleBytes how many bytes those may take
     * @param epochs gives each new lane an epoch that no lane, in this life of the bridge or another, has had
     * @param onDrop told of a lane that is let go of, because nothing of it is left
     */
    public Lanes(
            LaneSettings settings,
            int maxIdleEntities,
            long maxIdleBytes,
            Supplier<String> epochs,
            WeirMetrics metrics,
            Consumer<Lane> onDrop) {
        this.settings = settings;
        this.epochs = epochs;
        this.metrics = metrics;
        this.onDrop = onDrop;
        this.shared = new Shared(
                settings,
                new EntityMemory(maxIdleEntities, maxIdleBytes, this::evict),
                deadlines,
                new Composer(settings),
                new JsonWriter(),
                this::load,
                this::loadAgain,
                this::forgetInStore);
        metrics.gauge("weir.lanes", "Lanes that hold or remember an entity", () -> count);
    }

    /**
     * Offers an update to its lane. Its contribution may be told of its end before this returns.
     *
     * @return the lane, which may be due now, later or not at all
     */
    public Lane offer(Update update, Contribution contribution, long now) {
        Lane lane = lanes.get(update.lane());
        if (lane == null) {
            lane = new Lane(update.lane(), update.tenant(), epochs.get(), shared);
            lanes.put(update.lane(), lane);
            if (update.lane().format() == Format.WEIR) {
                byName.computeIfAbsent(Name.of(lane), name -> new ArrayList<>(1))
                        .add(lane);
            }
            count = lanes.size();
            if (draining) {
                lane.drain(now);
            }
        }
        lane.offer(update, contribution, now);
        return lane;
    }

    /** Takes a delivery's updates back that are not in flight yet. */
    public void withdraw(EntityKey key, Contribution contribution) {
        Lane lane = lanes.get(key.lane());
        if (lane != null) {
            lane.withdraw(key.entity(), contribution);
        }
    }

    /**
     * What clients of a hub's lane hold once they have all that was handed to the transport; lanes that differ in their time
     * to live are one to them. What goes out by a filter is left out, since it is not for all of them.
     *
     * @param laneName as batches have it
     */
    public CompletionStage<LaneSnapshot> snapshot(String hub, String laneName) {
        LaneSnapshot remembered = remembered(hub, laneName);
        if (keeping == null) {
            return CompletableFuture.completedFuture(remembered);
        }
        // What is remembered is looked at first: what changes after that is in batches that the snapshot leaves out.
        String storeName = Lane.storeName(hub, laneName);
        return keeping.content(storeName).thenApply(content -> remembered.with(storeName, content));
    }

    private LaneSnapshot remembered(String hub, String laneName) {
        boolean complete = settings.remembersAll();
        Map<String, Long> epochs = new HashMap<>();
        Map<String, LaneSnapshot.Entity> entities = new TreeMap<>();
        for (Lane lane : byName.getOrDefault(new Name(hub, laneName), List.of())) {
            if (!lane.key().target().filter().isEmpty()) {
                complete = false;
                continue;
            }
            epochs.put(lane.epoch(), lane.lastSeq());
            for (EntityState entity : lane.entities()) {
                State state = entity.shown();
                if (state != null) {
                    entities.merge(
                            entity.entity(),
                            new LaneSnapshot.Entity(entity.entity(), lane.epoch(), state, entity.shownStamp()),
                            Lanes::newer);
                }
            }
        }
        return new LaneSnapshot(complete, epochs, List.copyOf(entities.values()));
    }

    private static LaneSnapshot.Entity newer(LaneSnapshot.Entity known, LaneSnapshot.Entity other) {
        return other.state().version().relationTo(known.state().version()) == Version.Relation.NEWER ? other : known;
    }

    /** Whether the lane is one of them still; it may have been let go of while other updates were offered. */
    public boolean holds(Lane lane) {
        return lanes.get(lane.key()) == lane;
    }

    /** Makes all that waits due now, and all that comes from now on at once; gives the lanes. */
    public Collection<Lane> drain(long now) {
        draining = true;
        lanes.values().forEach(lane -> lane.drain(now));
        return List.copyOf(lanes.values());
    }

    /** Lets go of a lane that has nothing left; to be asked after each of its batches. */
    public void dropIfSpent(Lane lane) {
        if (lane.isSpent()) {
            if (lanes.remove(lane.key(), lane)) {
                count = lanes.size();
                byName.computeIfPresent(Name.of(lane), (name, those) -> {
                    those.remove(lane);
                    return those.isEmpty() ? null : those;
                });
                onDrop.accept(lane);
            }
        }
    }

    /** When entities are to be removed or forgotten next; {@link Long#MAX_VALUE} where none is. */
    public long nextDeadline() {
        return deadlines.next();
    }

    /** Removes and forgets entities whose time has come; gives the lanes that have something to send because of it. */
    public Set<Lane> expire(long now) {
        Set<Lane> changed = new LinkedHashSet<>();
        EntityState state = deadlines.poll(now);
        while (state != null) {
            Lane lane = state.lane();
            lane.expired(state, now);
            changed.add(lane);
            dropIfSpent(lane);
            state = deadlines.poll(now);
        }
        changed.removeIf(lane -> !holds(lane));
        return changed;
    }

    /**
     * Keeps states in a store from now on; before anything is offered.
     *
     * @param nanoTime the core's clock
     * @param onChange told of a lane that may be due because the store has answered
     * @param hubs whether there is a hub of that name; the store may know others
     */
    public void keepIn(StateKeeping store, LongSupplier nanoTime, Consumer<Lane> onChange, Predicate<String> hubs) {
        keeping = store;
        clock = nanoTime;
        onLoaded = onChange;
        store.watchDue(() -> MOST_REMOVALS - removals.underWay, (found, stored) -> due(store, found, stored, hubs));
    }

    /** Sees to what the store has and a bridge left behind: forgets what was removed long ago, and removes what expired. */
    private void due(StateKeeping store, StateStore.Due found, StoredState stored, Predicate<String> hubs) {
        Expiry expiry = stored.expiry();
        if (stored.state().isRemoved()) {
            store.forget(found.lane(), found.entity(), found.kept().stamp());
        } else if (expiry != null
                && !draining
                && hubs.test(expiry.lane().target().hub())) {
            Lane lane = lanes.get(expiry.lane());
            if (lane == null || lane.isIdle(found.entity())) {
                State state = stored.state();
                Update removal = expiry.removal(found.entity(), state.version(), state.at());
                removals.underWay++;
                onLoaded.accept(offer(removal, removals, clock.getAsLong()));
            }
        }
    }

    private void load(EntityState state) {
        if (keeping != null) {
            state.load();
            keeping.load(state.lane().storeName(), state.entity(), kept -> {
                state.lane().loaded(state, kept, clock.getAsLong());
                dropIfSpent(state.lane());
                onLoaded.accept(state.lane());
            });
        }
    }

    private void loadAgain(EntityState state) {
        if (keeping != null && keeping.isShared()) {
            load(state);
        }
    }

    private void forgetInStore(EntityState state) {
        State known = state.state();
        if (keeping != null && known != null && known.isRemoved()) {
            keeping.forget(state.lane().storeName(), state.entity(), state.stamp);
        }
    }

    private void evict(EntityState state) {
        metrics.entityEvicted();
        deadlines.clear(state);
        state.lane().forget(state);
        dropIfSpent(state.lane());
    }
}
