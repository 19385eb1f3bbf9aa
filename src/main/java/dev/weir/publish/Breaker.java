package dev.weir.publish;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stops calls to a hub that can't be reached or does not let the bridge in, and tries one call from time to time. Throttling
 * does not open it: a hub that throttles is there.
 *
 * <p>Owned by the core's thread.
 */
final class Breaker {
    private static final int CALLS = 10;
    private static final float FAILING_PERCENT = 80;
    static final Duration PROBE_EVERY = Duration.ofSeconds(5);

    private final CircuitBreaker breaker;
    private final CoreTimer timer;
    private boolean waits;

    Breaker(String hub, LongSupplier nanoTime, CoreTimer timer) {
        this.timer = timer;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .clock(new CoreTimeClock(nanoTime))
                .currentTimestampFunction(clock -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
                .slidingWindow(CALLS, CALLS, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILING_PERCENT)
                .waitDurationInOpenState(PROBE_EVERY)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordResult(Breaker::isFailure)
                .build();
        this.breaker = CircuitBreaker.of(hub, config);
    }

    private static boolean isFailure(Object outcome) {
        return outcome instanceof Outcome.Unavailable || outcome instanceof Outcome.Unauthorized;
    }

    /** The breaker itself, for its metrics. */
    CircuitBreaker circuit() {
        return breaker;
    }

    /** Whether calls are kept back, but for a probe. */
    boolean isOpen() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    /**
     * Takes leave for one call, to be given back by {@link #ended} or {@link #unused}.
     *
     * @param whenWorthIt told once when to ask again, where there is none
     */
    boolean mayCall(Runnable whenWorthIt) {
        if (breaker.tryAcquirePermission()) {
            return true;
        }
        if (!waits && breaker.getState() == CircuitBreaker.State.OPEN) {
            waits = true;
            // At the very end of the wait the breaker still says no.
            timer.after(PROBE_EVERY.toNanos() + 1_000_000, () -> {
                waits = false;
                whenWorthIt.run();
            });
        }
        return false;
    }

    void unused() {
        breaker.releasePermission();
    }

    void ended(long nanos, Outcome outcome) {
        breaker.onResult(nanos, TimeUnit.NANOSECONDS, outcome);
    }

    /** The core's clock, in which nanoseconds count from anywhere. */
    private static final class CoreTimeClock extends Clock {
        private final LongSupplier nanoTime;

        CoreTimeClock(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanoTime.getAsLong());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
