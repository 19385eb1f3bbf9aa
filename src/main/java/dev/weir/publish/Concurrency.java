package dev.weir.publish;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import java.util.concurrent.TimeUnit;

/**
 * How many publishes may be in flight: raised while answers come as fast as before, cut where they take longer and where calls
 * are throttled or fail. The lower of two limits holds, as one looks at latency alone, the other at failures alone.
 *
 * <p>Owned by the core's thread.
 */
final class Concurrency {
    private static final int FEWEST = 4;
    private static final int AT_FIRST = 16;
    /** Latency that doubles is noise on a busy machine; beyond it, calls are taken to wait for each other. */
    private static final double TOLERANCE = 2.0;

    private final AIMDLimit byFailures;
    private final Gradient2Limit byLatency;

    /** @param most the most that may ever be in flight */
    Concurrency(int most) {
        int fewest = Math.min(FEWEST, most);
        int atFirst = Math.min(AT_FIRST, most);
        byFailures = AIMDLimit.newBuilder()
                .minLimit(fewest)
                .initialLimit(atFirst)
                .maxLimit(most)
                .timeout(1, TimeUnit.DAYS)
                .build();
        byLatency = Gradient2Limit.newBuilder()
                .minLimit(fewest)
                .initialLimit(atFirst)
                .maxConcurrency(most)
                .rttTolerance(TOLERANCE)
                .build();
    }

    int limit() {
        return Math.min(byFailures.getLimit(), byLatency.getLimit());
    }

    /**
     * An attempt ended.
     *
     * @param startedAt when it began, by the core's clock
     * @param nanos how long it took
     * @param inFlight how many were in flight with it
     */
    void ended(long startedAt, long nanos, int inFlight, Outcome outcome) {
        boolean failed = outcome instanceof Outcome.Throttled || outcome instanceof Outcome.Unavailable;
        long took = Math.max(1, nanos);
        byFailures.onSample(startedAt, took, inFlight, failed);
        if (outcome instanceof Outcome.Accepted) {
            byLatency.onSample(startedAt, took, inFlight, false);
        }
    }
}
