package dev.weir.publish;

import java.time.Duration;
import java.util.Optional;

/** What one attempt to publish came to. */
public sealed interface Outcome {

    /** The word in metrics. */
    String text();

    /** What happened, for logs and dead letters; never a secret. */
    String description();

    /** The service took it (202). */
    record Accepted() implements Outcome {
        @Override
        public String text() {
            return "accepted";
        }

        @Override
        public String description() {
            return "accepted";
        }
    }

    /**
     * The service asks for fewer calls (429, or 503 with Retry-After).
     *
     * @param maybeDelivered false where it says that it did nothing (429); a 503 may come from between it and here, after it
     *     took the batch
     */
    record Throttled(Optional<Duration> retryAfter, String description, boolean maybeDelivered) implements Outcome {
        /** By a 429: it was not delivered. */
        public Throttled(Optional<Duration> retryAfter, String description) {
            this(retryAfter, description, false);
        }

        @Override
        public String text() {
            return "throttled";
        }
    }

    /**
     * The service could not be reached, did not answer in time, or failed.
     *
     * @param maybeDelivered false only where the call certainly never reached it
     */
    record Unavailable(String description, boolean maybeDelivered) implements Outcome {
        @Override
        public String text() {
            return "unavailable";
        }
    }

    /** The key or the identity is not accepted (401, 403); nothing is wrong with the update. */
    record Unauthorized(String description) implements Outcome {
        @Override
        public String text() {
            return "unauthorized";
        }
    }

    /** The service will never take this body (400, 404, 413). */
    record Rejected(String description) implements Outcome {
        @Override
        public String text() {
            return "rejected";
        }
    }

    /** Whether clients may have got it although it was not accepted. */
    default boolean maybeDelivered() {
        return false;
    }

    /** Whether the same bytes may be accepted later. */
    default boolean isRetryable() {
        return this instanceof Throttled || this instanceof Unavailable || this instanceof Unauthorized;
    }
}
