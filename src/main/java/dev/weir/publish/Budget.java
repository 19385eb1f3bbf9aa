package dev.weir.publish;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/** A hub's request budget as a rate limiter. */
public final class Budget {
    /** Permits come in lots this far apart at the most, so that a second's budget is not spent in one burst. */
    private static final Duration LOT = Duration.ofMillis(20);

    private Budget() {}

    /**
     * A limiter of so many requests a second. It must be asked by {@code reservePermission} only: its other methods block.
     *
     * @param nanoTime the clock that it counts by
     */
    public static RateLimiter limiter(String hub, double requestsPerSecond, LongSupplier nanoTime) {
        double perLot = requestsPerSecond * LOT.toNanos() / 1e9;
        int permits = (int) Math.max(1, Math.floor(perLot));
        long period = Math.round(permits * 1e9 / requestsPerSecond);
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(permits)
                .limitRefreshPeriod(Duration.ofNanos(Math.max(1, period)))
                .timeoutDuration(Duration.ofDays(1))
                .build();
        return new AtomicRateLimiter(hub, config, Map.of(), nanoTime::getAsLong);
    }
}
