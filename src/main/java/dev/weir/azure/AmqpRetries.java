package dev.weir.azure;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpRetryPolicy;
import com.azure.core.amqp.ExponentialAmqpRetryPolicy;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import java.time.Duration;

/**
 * How the SDK's AMQP clients try again: soon. The SDK's pauses grow from the first try to the last until they are as long as they
 * may get, which is a minute by default: with two more tries, they take 2, 7 and 35 seconds. A call or a link that is given up
 * is tried again by its user; a connection, which the SDK never gives up, is asked for at the longest pause.
 *
 * @param more how many tries follow the first
 * @param timeout how long one waits for its answer
 */
public record AmqpRetries(int more, Duration timeout) {
    /** Not much more than what is waited anyway for a broker that says it is busy: four seconds and a first pause. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final AmqpException BUSY =
            new AmqpException(true, AmqpErrorCondition.SERVER_BUSY_ERROR, "busy", null);

    /** For the builder of a client. */
    public AmqpRetryOptions options() {
        return new AmqpRetryOptions()
                .setMaxDelay(LONGEST_PAUSE)
                .setMaxRetries(more)
                .setTryTimeout(timeout);
    }

    /** After how long all tries have come to an end, though the broker may be busy each time. */
    public Duration longest() {
        AmqpRetryPolicy policy = new ExponentialAmqpRetryPolicy(options());
        Duration all = timeout;
        for (int before = 0; before < more; before++) {
            all = all.plus(policy.calculateRetryDelay(BUSY, before)).plus(timeout);
        }
        return all;
    }
}
