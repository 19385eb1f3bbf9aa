package dev.weir.publish;

import java.time.Duration;

/**
 * How a hub is published to.
 *
 * @param requestsPerSecond the hub's request budget; each attempt takes a permit of it
 * @param concurrency most attempts in flight; fewer while the hub is slow or fails
 * @param attempts most attempts for a batch before it is cut anew with what has come since
 * @param backoff how long to wait before the second attempt; it doubles with each further one
 * @param maxBackoff the longest wait, for Retry-After too
 * @param sharing how the budget is shared
 */
public record PublishSettings(
        double requestsPerSecond,
        int concurrency,
        int attempts,
        Duration backoff,
        Duration maxBackoff,
        Sharing sharing) {

    /** A budget that all share alike. */
    public PublishSettings(
            double requestsPerSecond, int concurrency, int attempts, Duration backoff, Duration maxBackoff) {
        this(requestsPerSecond, concurrency, attempts, backoff, maxBackoff, Sharing.EQUAL);
    }

    public PublishSettings {
        if (!(requestsPerSecond > 0) || concurrency < 1 || attempts < 1) {
            throw new IllegalArgumentException(
                    "requestsPerSecond, concurrency and attempts must be above zero, but were " + requestsPerSecond
                            + ", " + concurrency + " and " + attempts);
        }
        if (backoff.isNegative() || backoff.isZero() || maxBackoff.compareTo(backoff) < 0) {
            throw new IllegalArgumentException("backoff must be above zero and at most maxBackoff, but they were "
                    + backoff + " and " + maxBackoff);
        }
    }
}
