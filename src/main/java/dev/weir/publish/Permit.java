package dev.weir.publish;

import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;

/**
 * The next permit of a rate limiter. One is reserved at a time, so that what it is used for is chosen when it is there, not
 * when it was asked for. Owned by the core's thread.
 */
final class Permit {
    /** After how long to ask again where a limiter refuses, which it does that can't look so far ahead. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

    private final RateLimiter limiter;
    private final CoreTimer timer;
    private boolean isHeld;
    private boolean isReserved;

    Permit(RateLimiter limiter, CoreTimer timer) {
        this.limiter = limiter;
        this.timer = timer;
    }

    /**
     * Whether the permit is there; it stays so until it is used.
     *
     * @param whenThere told once when it is, where it is not yet
     */
    boolean isThere(Runnable whenThere) {
        if (isHeld || isReserved) {
            return isHeld;
        }
        long wait = limiter.reservePermission();
        if (wait == 0) {
            isHeld = true;
            return true;
        }
        isReserved = true;
        boolean granted = wait > 0;
        timer.after(granted ? wait : AFTER_REFUSAL.toNanos(), () -> {
            isReserved = false;
            isHeld = granted;
            whenThere.run();
        });
        return false;
    }

    void use() {
        isHeld = false;
    }

    /** Whether one that is made anew would grant no more than this one. */
    boolean isForgettable() {
        RateLimiter.Metrics metrics = limiter.getMetrics();
        return !isHeld
                && !isReserved
                && metrics.getAvailablePermissions()
                        >= limiter.getRateLimiterConfig().getLimitForPeriod();
    }
}
