package dev.weir.message;

import java.time.Duration;

/**
 * How a rule's updates are merged while they wait, and how they are sent.
 *
 * @param every how long an update may wait for newer ones, counted from the first that waits; zero sends at once
 * @param keep what is kept of an entity's updates while they wait
 * @param send whether clients get whole states or what has changed of them
 * @param expire how long after its last update clients are to forget an entity; zero for never
 * @param priority whether the rule's updates overtake those of other entities
 */
public record Coalescing(Duration every, Keep keep, Sending send, Duration expire, Priority priority) {

    /** What clients get of a state. */
    public enum Sending {
        FULL,
        DELTA
    }

    /** Whose turn comes first. */
    public enum Priority {
        NORMAL,
        /** Before other entities' updates of the lane and of the tenant, never before those of its own entity. */
        HIGH
    }

    /** What applies where a rule says nothing. */
    public static final Coalescing DEFAULT = every(Duration.ofMillis(250));

    public Coalescing {
        if (every.isNegative() || expire.isNegative()) {
            throw new IllegalArgumentException(
                    "'every' and 'expire' must be zero or more, but were " + every + " and " + expire);
        }
    }

    /** The newest whole state, after at most this long. */
    public static Coalescing every(Duration every) {
        return new Coalescing(every, Keep.LATEST, Sending.FULL, Duration.ZERO, Priority.NORMAL);
    }

    /** The same with another window. */
    public Coalescing within(Duration window) {
        return new Coalescing(window, keep, send, expire, priority);
    }
}
