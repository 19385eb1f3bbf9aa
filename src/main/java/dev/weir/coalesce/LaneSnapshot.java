package dev.weir.coalesce;

import dev.weir.message.Version;
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
     */
    public record Entity(String name, String epoch, State state) {}

    /** The same with what a store keeps of the lane: entities that are not remembered, and newer states of other writers. */
    LaneSnapshot with(StateStore.LaneContent content) {
        Map<String, Long> all = new HashMap<>(content.epochs());
        all.putAll(epochs);
        Map<String, Entity> merged = new TreeMap<>();
        entities.forEach(entity -> merged.put(entity.name(), entity));
        content.entities().forEach((name, kept) -> {
            State stored = StoredState.parse(kept.text()).state();
            Entity known = merged.get(name);
            if (known == null || stored.version().relationTo(known.state().version()) == Version.Relation.NEWER) {
                merged.put(name, new Entity(name, "", stored));
            }
        });
        return new LaneSnapshot(complete, all, List.copyOf(merged.values()));
    }

    public LaneSnapshot {
        epochs = Map.copyOf(epochs);
        entities = List.copyOf(entities);
    }
}
