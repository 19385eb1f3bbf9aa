package dev.weir.coalesce;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * What all lanes share.
 *
 * @param maxUpdates most updates in a batch; each item of a list counts
 * @param maxBytes longest batch; the service takes 1 MB
 * @param tailAfter how long after its last batch an idle lane repeats that batch's number, so that a lost tail shows
 * @param late how long the version of a removed entity is remembered, so that an older update that comes late is known as late
 * @param keyframeEvery every so many updates of an entity one carries its whole state
 * @param remembersAll whether what is not remembered of an entity never was: its state outlives the bridge
 * @param pacing how much longer than its rule says an update may wait
 * @param onFlush told why a batch of a lane was cut
 */
public record LaneSettings(
        int maxUpdates,
        int maxBytes,
        Duration tailAfter,
        Duration late,
        int keyframeEvery,
        boolean remembersAll,
        Pacing pacing,
        BiConsumer<Lane, FlushCause> onFlush) {

    /** Longer than brokers take to hand a message out again. */
    public static final Duration LATE = Duration.ofMinutes(10);

    public static final int KEYFRAME_EVERY = 50;

    public LaneSettings {
        if (maxUpdates < 1 || maxBytes < 1024) {
            throw new IllegalArgumentException(
                    "A batch must allow at least 1 update and 1,024 bytes, but the limits were " + maxUpdates + " and "
                            + maxBytes);
        }
        if (keyframeEvery < 1) {
            throw new IllegalArgumentException("'keyframeEvery' must be 1 or more, but was " + keyframeEvery);
        }
    }

    /** How long windows are, relative to what rules say. */
    @FunctionalInterface
    public interface Pacing {
        /** Windows as rules have them. */
        Pacing AS_RULES_SAY = lane -> 1;

        /** 1, or more while the budget of the lane's hub is spent. */
        double stretch(Lane lane);
    }

    /** What applies where nothing else is said. */
    public LaneSettings(int maxUpdates, int maxBytes, Duration tailAfter, BiConsumer<Lane, FlushCause> onFlush) {
        this(maxUpdates, maxBytes, tailAfter, LATE, KEYFRAME_EVERY, false, Pacing.AS_RULES_SAY, onFlush);
    }
}
