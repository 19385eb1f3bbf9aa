package dev.weir.source;

import java.time.Duration;

/** How long to wait before a failed connection is tried again: doubles up to a bound. Not safe on several threads. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Duration next = FIRST;

    /** The wait before the next try; the one after it is twice as long. */
    public Duration next() {
        Duration wait = next;
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
        return wait;
    }

    /** It worked: the next failure waits for the shortest time. */
    public void reset() {
        next = FIRST;
    }
}
