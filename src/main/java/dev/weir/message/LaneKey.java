package dev.weir.message;

import java.time.Duration;

/**
 * What tells one lane from another: whom its updates are for and in what form they go out.
 *
 * @param ttl how long the service may keep a message for a client that it can't reach at once; zero for the service's own
 */
public record LaneKey(Target target, Format format, Duration ttl) {

    public LaneKey {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("'ttl' must be zero or more, but was " + ttl);
        }
    }

    /** A lane of envelopes without a time to live: what a rule gets that says nothing of either. */
    public static LaneKey of(Target target) {
        return new LaneKey(target, Format.WEIR, Duration.ZERO);
    }
}
