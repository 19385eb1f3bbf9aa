package dev.weir.message;

import java.time.Duration;

/**
 * How a rule's updates are merged while they wait.
 *
 * @param every how long an update may wait for newer ones, counted from the first that waits; zero sends at once
 */
public record Coalescing(Duration every) {

    /** What applies where a rule says nothing. */
    public static final Coalescing DEFAULT = new Coalescing(Duration.ofMillis(250));

    public Coalescing {
        if (every.isNegative()) {
            throw new IllegalArgumentException("'every' must be zero or more, but was " + every);
        }
    }
}
