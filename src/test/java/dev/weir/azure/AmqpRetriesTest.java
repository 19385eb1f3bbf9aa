package dev.weir.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryPolicy;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.amqp.implementation.RetryUtil;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmqpRetriesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    /** Asks the policy that the SDK makes of the options. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void noPauseGrowsBeyondFiveSeconds(int more) {
        AmqpRetryPolicy policy = RetryUtil.getRetryPolicy(new AmqpRetries(more, TIMEOUT).options());

        assertThat(IntStream.rangeClosed(0, more)
                        .mapToObj(before -> policy.calculateRetryDelay(
                                new AmqpException(true, AmqpErrorCondition.CONNECTION_FORCED, "for a test", null),
                                before)))
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    @Test
    void theLongestIsOfAllTriesOfABrokerThatIsBusy() {
        assertThat(new AmqpRetries(0, TIMEOUT).longest()).isEqualTo(TIMEOUT);
        assertThat(new AmqpRetries(2, TIMEOUT).longest())
                .isBetween(Duration.ofSeconds(3 * 8 + 2 * 5), Duration.ofSeconds(3 * 8 + 2 * (4 + 5)));
    }
}
