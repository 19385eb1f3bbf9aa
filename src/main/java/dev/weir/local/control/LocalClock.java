package dev.weir.local.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The time of all local services: it runs with another clock, the system's as a rule, and can be advanced, never put
 * back. May be used by any thread.
 */
public final class LocalClock extends Clock {
    /** How far ahead it can be in all: beyond, times would not fit the services' formats any more. */
    public static final Duration FARTHEST = Duration.ofDays(10 * 365);

    private final Clock base;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Duration ahead = Duration.ZERO;

    /** One that goes with the system's clock. */
    public LocalClock() {
        this(Clock.systemUTC());
    }

    /** One that goes with another clock. */
    public LocalClock(Clock base) {
        this.base = base;
    }

    /**
     * Lets time pass at once: what expires or falls due meanwhile has done so when this returns.
     *
     * @param time positive, with what it is ahead already no more than {@link #FARTHEST}
     * @throws IllegalArgumentException when it is not
     */
    public void advance(Duration time) {
        synchronized (this) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException(
                        "the clock can be advanced only, by a positive duration, but it was " + time);
            }
            if (time.compareTo(FARTHEST.minus(ahead)) > 0) {
                throw new IllegalArgumentException("the clock is " + ahead + " ahead and can be advanced to " + FARTHEST
                        + " in all, but was asked for " + time + " more");
            }
            ahead = ahead.plus(time);
        }
        listeners.forEach(Runnable::run);
    }

    /** By how much it has been advanced in all. */
    public Duration ahead() {
        return ahead;
    }

    /** Adds what is called after each advance, on the thread that advances. */
    public void onAdvance(Runnable listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public long millis() {
        return base.millis() + ahead.toMillis();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new InZone(zone);
    }

    /** The same time, told in another zone. */
    private final class InZone extends Clock {
        private final ZoneId zone;

        InZone(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return LocalClock.this.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return LocalClock.this.withZone(other);
        }
    }
}
