package dev.weir.local.servicebus;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueueSettingsTest {
    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(
                        "lock duration must be positive and at most PT5M, but was PT0S",
                        queue -> queue.withLockDuration(Duration.ZERO)),
                wrong(
                        "lock duration must be positive and at most PT5M, but was PT5M1S",
                        queue -> queue.withLockDuration(Duration.ofSeconds(301))),
                wrong("max delivery count must be 1 or more, but was 0", queue -> queue.withMaxDeliveryCount(0)),
                wrong(
                        "default time to live must be 1 ms to PT256204778H48M5.4775807S, but was PT0S",
                        queue -> queue.with(entity -> entity.withDefaultTimeToLive(Duration.ZERO))),
                wrong(
                        "duplicate detection of queue 'orders' must be PT20S to PT168H, but was PT19S",
                        queue -> queue.withDuplicateDetection(Duration.ofSeconds(19))),
                wrong(
                        "an entity with sessions cannot forward its messages, but is to forward them to 'out'",
                        queue -> queue.withSessions().with(entity -> entity.withForwardTo("out"))),
                wrong(
                        "limits of queue 'orders' must be positive, but were 0 messages and 1 bytes",
                        queue -> queue.withLimits(0, 1)),
                wrong(
                        "queue name must be a path of at most 260 characters without '$' and without slashes at its"
                                + " ends, but was '/a'",
                        queue -> QueueSettings.of("/a")));
    }

    private static Arguments wrong(String message, UnaryOperator<QueueSettings> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void settingsOutOfBoundsAreRefusedByName(String message, UnaryOperator<QueueSettings> change) {
        // Given
        QueueSettings queue = QueueSettings.of("orders");

        // When / Then
        assertThatThrownBy(() -> change.apply(queue))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
