package dev.weir.coalesce;

import dev.weir.message.LaneKey;
import dev.weir.message.Update;
import dev.weir.metrics.WeirMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All lanes of the bridge. Owned by the core's thread; levels may be read on any. */
public final class Lanes {
    private final LaneSettings settings;
    private final Supplier<String> epochs;
    private final WeirMetrics metrics;
    private final Consumer<Lane> onDrop;
    private final EntityMemory memory;
    private final Map<LaneKey, Lane> lanes = new HashMap<>();
    private boolean draining;
    private volatile int count;

    /**
     * @param maxIdleEntities how many entities with nothing pending are remembered, over all lanes
     * @param epochs gives each new lane an epoch that no lane, in this life of the bridge or another, has had
     * @param onDrop told of a lane that is let go of, because nothing of it is left
     */
    public Lanes(
            LaneSettings settings,
            int maxIdleEntities,
            Supplier<String> epochs,
            WeirMetrics metrics,
            Consumer<Lane> onDrop) {
        this.settings = settings;
        this.epochs = epochs;
        this.metrics = metrics;
        this.onDrop = onDrop;
        this.memory = new EntityMemory(maxIdleEntities, this::evict);
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
            lane = new Lane(update.lane(), update.tenant(), epochs.get(), settings, memory);
            lanes.put(update.lane(), lane);
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
                onDrop.accept(lane);
            }
        }
    }

    private void evict(EntityState state) {
        metrics.entityEvicted();
        state.lane().forget(state);
        dropIfSpent(state.lane());
    }
}
