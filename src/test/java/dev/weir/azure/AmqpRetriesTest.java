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

/** Asks the SDK's own policy. */
class AmqpRetriesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void noPauseIsLongerThanTheFirst(int more) {
        AmqpRetryPolicy policy = policy(more);

        assertThat(IntStream.rangeClosed(0, more)
                        .mapToObj(before ->
                                policy.calculateRetryDelay(failure(AmqpErrorCondition.CONNECTION_FORCED), before)))
                .containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void theLongestIsThatOfABrokerThatIsBusyWhenItsAnswerIsDue() {
        AmqpRetryPolicy policy = policy(2);
        Duration pauses = IntStream.range(0, 2)
                .mapToObj(before -> policy.calculateRetryDelay(failure(AmqpErrorCondition.SERVER_BUSY_ERROR), before))
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(new AmqpRetries(2, TIMEOUT).longest())
                .isEqualTo(TIMEOUT.multipliedBy(3).plus(pauses));
    }

    private static AmqpRetryPolicy policy(int more) {
        return RetryUtil.getRetryPolicy(new AmqpRetries(more, TIMEOUT).options());
    }

    private static AmqpException failure(AmqpErrorCondition condition) {
        return new AmqpException(true, condition, "for a test", null);
    }
}
