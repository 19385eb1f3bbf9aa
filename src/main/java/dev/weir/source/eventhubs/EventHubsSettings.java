package dev.weir.source.eventhubs;

import dev.weir.azure.AmqpAccess;
import dev.weir.source.CheckpointSettings;
import java.time.Duration;

/**
 * How a hub is taken from.
 *
 * @param name the source's name in the configuration
 * @param incarnation which life of the hub this is; empty for the first
 * @param access the namespace
 * @param hub the hub's name
 * @param consumerGroup read by this source and its replicas alone
 * @param start where a partition is read from that has no checkpoint
 * @param maxHeldEvents most events held, those that the SDK has fetched ahead included
 * @param maxHeldBytes most bytes held, those that the SDK has fetched ahead not included: it counts events alone
 * @param prefetch how many events the SDK may fetch ahead for each partition; fewer, where that would be more than half of
 *     what may be held
 * @param batch how events are handed over
 * @param balancing how replicas share the partitions
 * @param checkpoint how often progress is stored
 */
public record EventHubsSettings(
        String name,
        String incarnation,
        AmqpAccess access,
        String hub,
        String consumerGroup,
        Start start,
        int maxHeldEvents,
        long maxHeldBytes,
        int prefetch,
        Batch batch,
        Balancing balancing,
        CheckpointSettings checkpoint) {

    /**
     * How the SDK hands events over.
     *
     * @param events the most at once
     * @param atMost how long one may wait for others
     */
    public record Batch(int events, Duration atMost) {}

    /**
     * How replicas share the partitions.
     *
     * @param every how often a replica looks at the others' partitions and renews its own
     * @param expireAfter how long after the last renewal a partition counts as nobody's
     */
    public record Balancing(Duration every, Duration expireAfter) {
        public Balancing {
            if (expireAfter.compareTo(every.multipliedBy(2)) < 0) {
                throw new IllegalArgumentException("Ownership must last two rounds of balancing or more, but lasts "
                        + expireAfter + " with a round every " + every);
            }
        }
    }
}
