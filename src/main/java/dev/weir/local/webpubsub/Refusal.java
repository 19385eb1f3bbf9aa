package dev.weir.local.webpubsub;

import java.time.Duration;
import java.util.Optional;

/**
 * How a send is refused.
 *
 * @param status 429 or 503
 * @param retryAfter the {@code Retry-After} header, in whole seconds; empty for none
 */
public record Refusal(int status, Optional<Duration> retryAfter) {
    public Refusal {
        if (status != 429 && status != 503) {
            throw new IllegalArgumentException("status must be 429 or 503, but was " + status);
        }
        if (retryAfter.isPresent()
                && (retryAfter.get().isNegative()
                        || !retryAfter
                                .get()
                                .equals(Duration.ofSeconds(retryAfter.get().toSeconds())))) {
            throw new IllegalArgumentException("retryAfter must be whole seconds, but was " + retryAfter.get());
        }
    }

    /** 429 or 503 without {@code Retry-After}. */
    public static Refusal of(int status) {
        return new Refusal(status, Optional.empty());
    }

    /** This refusal with a {@code Retry-After} of whole seconds. */
    public Refusal retryAfter(Duration wait) {
        return new Refusal(status, Optional.of(wait));
    }
}
