package dev.weir.source;

import java.time.Duration;

/**
 * How often a partition's progress is stored. What a crash brings again is bounded by it.
 *
 * @param everyEvents a checkpoint is due after so many events
 * @param every a checkpoint is due after so long, if there is any progress
 * @param maxAhead how many events may be done with beyond the first that is not: further ones keep their share of the
 *     source's credit, so that it runs dry
 */
public record CheckpointSettings(int everyEvents, Duration every, int maxAhead) {
    public CheckpointSettings {
        if (everyEvents < 1 || every.isNegative() || every.isZero() || maxAhead < 0) {
            throw new IllegalArgumentException(
                    "A checkpoint must be due after at least 1 event and some time, and 'maxAhead' be zero or more, but they were "
                            + everyEvents + ", " + every + " and " + maxAhead);
        }
    }
}
