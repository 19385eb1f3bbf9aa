package dev.weir.local.amqp;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * What is refused on purpose, how often and with which error: it ends when the count is used up or the time is over,
 * whichever comes first.
 *
 * @param entity the path of the entity that it is about, with all that is below it, in any case; empty for all
 * @param count refusals until it ends, 1 to 1,000,000
 * @param share of what comes that is refused, evenly spread: above 0, and 1 for all
 * @param time until it ends, up to 24 h by the services' clock
 * @param error what clients are told
 */
public record Refusals(String entity, int count, double share, Duration time, AmqpError error) {
    /** The error by which Service Bus and Event Hubs throttle; the SDKs wait, and try again. */
    public static final AmqpError SERVER_BUSY = new AmqpError(
            "com.microsoft:server-busy",
            "The request was terminated because the entity is being throttled. Please wait and try again.");

    /** The most refusals that one plan holds. */
    public static final int MAX_COUNT = 1_000_000;

    /** The longest time that one plan lasts. */
    public static final Duration MAX_TIME = Duration.ofHours(24);

    public Refusals {
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(error, "error");
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("count must be from 1 to " + MAX_COUNT + ", but was " + count);
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, but was " + share);
        }
        if (time.isNegative() || time.isZero() || time.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException("time must be positive and at most " + MAX_TIME + ", but was " + time);
        }
    }

    /** The next so many are refused with {@link #SERVER_BUSY}, of every entity. */
    public static Refusals ofNext(int count) {
        return new Refusals("", count, 1, MAX_TIME, SERVER_BUSY);
    }

    /** All are refused with {@link #SERVER_BUSY} for a time, of every entity. */
    public static Refusals lasting(Duration time) {
        return new Refusals("", MAX_COUNT, 1, time, SERVER_BUSY);
    }

    /** The same for one entity and all that is below it, such as its subscriptions or partitions. */
    public Refusals ofEntity(String path) {
        return new Refusals(path, count, share, time, error);
    }

    /** The same for a share of what comes, evenly spread. */
    public Refusals share(double of) {
        return new Refusals(entity, count, of, time, error);
    }

    /** The same with another error. */
    public Refusals with(AmqpError other) {
        return new Refusals(entity, count, share, time, other);
    }

    Refusals left(int newCount, Duration newTime) {
        return new Refusals(entity, newCount, share, newTime, error);
    }

    boolean areAbout(String path) {
        return entity.isEmpty() || AmqpFaults.isWithin(path, entity.toLowerCase(Locale.ROOT));
    }
}
