package dev.weir.pipeline;

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
 */
public record BridgeSettings(
        PublishSettings publish, int maxBatchUpdates, int maxBatchBytes, Duration tailAfter, int maxIdleEntities) {}
