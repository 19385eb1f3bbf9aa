package dev.weir.local.eventhubs;

import java.time.Instant;
import java.util.Optional;

/**
 * What a partition holds at one moment.
 *
 * @param partition its id
 * @param firstSequenceNumber that of the oldest event that is kept; that of the next event when none is
 * @param lastSequenceNumber that of the newest event, kept or not; -1 when there was none
 * @param lastOffset likewise
 * @param lastEnqueued when the newest event came; empty when there was none
 * @param events how many are kept
 * @param bytes their encoded size
 * @param readers links that read it now, in all consumer groups
 */
public record PartitionState(
        int partition,
        long firstSequenceNumber,
        long lastSequenceNumber,
        long lastOffset,
        Optional<Instant> lastEnqueued,
        long events,
        long bytes,
        int readers) {
    static PartitionState of(Partition partition) {
        PartitionLog log = partition.log();
        return new PartitionState(
                partition.number(),
                log.first(),
                log.end() - 1,
                log.lastOffset(),
                log.end() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(log.lastTime())),
                log.end() - log.first(),
                log.bytes(),
                partition.readers());
    }
}
