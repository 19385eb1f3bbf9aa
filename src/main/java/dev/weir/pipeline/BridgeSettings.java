package dev.weir.pipeline;

import dev.weir.coalesce.LaneSettings;
import dev.weir.publish.PublishSettings;
import java.time.Duration;

/**
 * What the core is bounded by.
 *
 * @param publish budget, concurrency and retries of each hub
 * @param maxBatchUpdates most updates in a batch
 * @param maxBatchBytes longest batch
 * @param tailAfter how long after its last batch an idle lane repeats that batch's number
 * @param maxIdleEntities how many entities with nothing pending are remembered
 * @param maxIdleBytes how many bytes those may take, about
 * @param late how long the version of a removed entity is remembered
 */
public record BridgeSettings(
        PublishSettings publish,
        int maxBatchUpdates,
        int maxBatchBytes,
        Duration tailAfter,
        int maxIdleEntities,
        long maxIdleBytes,
        Duration late) {

    /** Bounded by the number of entities alone. */
    public BridgeSettings(
            PublishSettings publish, int maxBatchUpdates, int maxBatchBytes, Duration tailAfter, int maxIdleEntities) {
        this(publish, maxBatchUpdates, maxBatchBytes, tailAfter, maxIdleEntities, Long.MAX_VALUE, LaneSettings.LATE);
    }
}
