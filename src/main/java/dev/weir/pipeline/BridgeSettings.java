package dev.weir.pipeline;

import dev.weir.coalesce.LaneSettings;
import java.time.Duration;

/**
 * What the core is bounded by.
 *
 * @param maxBatchUpdates most updates in a batch
 * @param maxBatchBytes longest batch
 * @param tailAfter how long after its last batch an idle lane repeats that batch's number
 * @param maxIdleEntities how many entities with nothing pending are remembered
 * @param maxIdleBytes how many bytes those may take, about
 * @param late how long the version of a removed entity is remembered
 */
public record BridgeSettings(
        int maxBatchUpdates,
        int maxBatchBytes,
        Duration tailAfter,
        int maxIdleEntities,
        long maxIdleBytes,
        Duration late) {

    /** Bounded by the number of entities alone. */
    public BridgeSettings(int maxBatchUpdates, int maxBatchBytes, Duration tailAfter, int maxIdleEntities) {
        this(maxBatchUpdates, maxBatchBytes, tailAfter, maxIdleEntities, Long.MAX_VALUE, LaneSettings.LATE);
    }
}
