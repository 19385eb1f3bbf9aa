package dev.weir.local.eventhubs;

import java.time.Duration;
import java.util.Objects;

/**
 * What a partition keeps. Whatever limit is reached first, the oldest events go; the newest one stays, however large.
 *
 * @param maxAge how long after it was enqueued an event can be read, by the service's clock; 100 years at most
 * @param maxEvents events of one partition
 * @param maxBytes encoded size of one partition's events
 */
public record Retention(Duration maxAge, long maxEvents, long maxBytes) {
    private static final Duration LONGEST = Duration.ofDays(36_525);

    public Retention {
        Objects.requireNonNull(maxAge, "maxAge");
        if (maxAge.isNegative() || maxAge.isZero() || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "retention must be a positive time of " + LONGEST.toDays() + " days at most, but was " + maxAge);
        }
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "retention must keep 1 or more, but was " + maxEvents + " events and " + maxBytes + " bytes");
        }
    }

    /** A day, as Azure's basic tier, and 128 MiB a partition. */
    public static Retention defaults() {
        return new Retention(Duration.ofDays(1), Long.MAX_VALUE, 128L << 20);
    }

    public Retention withMaxAge(Duration age) {
        return new Retention(age, maxEvents, maxBytes);
    }

    public Retention withMaxEvents(long events) {
        return new Retention(maxAge, events, maxBytes);
    }

    public Retention withMaxBytes(long bytes) {
        return new Retention(maxAge, maxEvents, bytes);
    }
}
