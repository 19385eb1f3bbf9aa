package dev.weir.azure;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import java.time.Duration;

/**
 * How the SDK's AMQP clients try again: after the same short pause each time. By default the SDK's pauses grow, from the first
 * to the last try, to a minute: the fewer the tries the faster. Of two more tries the second would come after seven seconds,
 * and a link that breaks once more is asked for again after 35. What the SDK gives up on is tried again by its user.
 *
 * @param more how many tries follow the first
 * @param timeout how long one waits for its answer
 */
public record AmqpRetries(int more, Duration timeout) {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** What the SDK adds to a pause when the broker has answered that it is busy. */
    private static final Duration BUSY = Duration.ofSeconds(4);

    /** For the builder of a client. */
    public AmqpRetryOptions options() {
        return new AmqpRetryOptions()
                .setMode(AmqpRetryMode.FIXED)
                .setDelay(PAUSE)
                .setMaxRetries(more)
                .setTryTimeout(timeout);
    }

    /** After how long all tries have come to an end. */
    public Duration longest() {
        return timeout.multipliedBy(more + 1L).plus(PAUSE.plus(BUSY).multipliedBy(more));
    }
}
