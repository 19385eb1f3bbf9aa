package dev.weir.coalesce;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients of a lane hold once they have every batch that was handed to the transport, those in flight included.
 * Immutable.
 *
 * @param complete whether what is not in it does not exist
 * @param epochs up to which {@code seq} of each epoch it goes
 * @param entities by name, in the order of their UTF-16 units
 */
public record LaneSnapshot(boolean complete, Map<String, Long> epochs, List<Entity> entities) {

    /**
     * An entity as it was published last.
     *
     * @param epoch whose {@code rev} the state has
     * @param stamp of the state in the store, to tell it from what others have stored since; {@link #ON_ITS_WAY} before it is there
     */
    public record Entity(String name, String epoch, State state, long stamp) {
        /** A larger stamp than any state in a store has. */
        static final long ON_ITS_WAY = Long.MAX_VALUE;

        private boolean isOnItsWay() {
            return stamp == ON_ITS_WAY;
        }

        /** Whether it is to be shown in place of what a replica remembers. */
        private boolean isNewerThan(Entity known) {
            return switch (state.version().relationTo(known.state().version())) {
                case NEWER -> true;
                case SAME, OLDER -> false;
                case UNRELATED -> stamp > known.stamp();
            };
        }
    }

    /** The same with what a store keeps of the lane: entities that are not remembered, and newer states of other writers. */
    LaneSnapshot with(String laneName, StateStore.LaneContent content) {
        Map<String, Long> all = new HashMap<>(content.epochs());
        all.putAll(epochs);
        Map<String, Entity> merged = new TreeMap<>();
        for (Entity entity : entities) {
            // What the store had, and has no more, was removed long ago by another replica.
            if (entity.isOnItsWay() || content.entities().containsKey(entity.name())) {
                merged.put(entity.name(), entity);
            }
        }
        content.entities().forEach((name, kept) -> {
            Entity known = merged.get(name);
            StoredState.read(laneName, name, kept)
                    .map(stored -> new Entity(name, "", stored.state(), kept.stamp()))
                    .filter(stored -> known == null || stored.isNewerThan(known))
                    .ifPresent(stored -> merged.put(name, stored));
        });
        return new LaneSnapshot(complete, all, List.copyOf(merged.values()));
    }

    public LaneSnapshot {
        epochs = Map.copyOf(epochs);
        entities = List.copyOf(entities);
    }
}
