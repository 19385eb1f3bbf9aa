package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusForwardingTest {
    @RegisterExtension
    private final BusFixture bus = new BusFixture(
            QueueSettings.of("in").with(entity -> entity.withForwardTo("out")),
            QueueSettings.of("out").withLimits(2, 1 << 20),
            QueueSettings.of("ring").with(entity -> entity.withForwardTo("ring2")),
            QueueSettings.of("ring2").with(entity -> entity.withForwardTo("ring")),
            QueueSettings.of("work").with(entity -> entity.withForwardDeadLettersTo("letters")),
            QueueSettings.of("letters"));

    @Test
    void forwardedMessageIsReceivedFromTheTarget() {
        // When
        bus.send("in", "message");

        // Then
        assertThat(bus.counts("in")).isEqualTo(new QueueCounts(0, 0, 0));
        ServiceBusReceivedMessage message = one(bus.receiver("out"));
        assertThat(message.getBody().toString()).isEqualTo("message");
        assertThat(message.getEnqueuedSequenceNumber()).isEqualTo(1);
    }

    @Test
    void scheduledMessageIsForwardedAtItsTime() {
        // Given
        bus.sender("in").scheduleMessage(new ServiceBusMessage("later"), OffsetDateTime.parse("2026-01-01T01:00:00Z"));

        // When
        QueueCounts before = bus.counts("out");
        bus.pass(Duration.ofHours(1));

        // Then
        assertThat(before.active()).isZero();
        assertThat(one(bus.receiver("out")).getBody().toString()).isEqualTo("later");
    }

    @Test
    void messageForAFullTargetIsATransferDeadLetter() {
        // Given
        bus.send("out", "one", "two");

        // When
        bus.send("in", "three");

        // Then
        assertThat(bus.counts("in")).isEqualTo(new QueueCounts(0, 0, 0, 0, 0, 1));
        ServiceBusReceivedMessage letter = one(transferDeadLetters("in"));
        assertThat(letter.getBody().toString()).isEqualTo("three");
        assertThat(letter.getDeadLetterErrorDescription()).contains("the quota of 'out' is used up");
    }

    @Test
    void messageForADeletedTargetIsATransferDeadLetter() {
        // Given
        bus.bus().serviceBus().deleteQueue("out");

        // When
        bus.send("in", "message");

        // Then
        assertThat(one(transferDeadLetters("in")).getDeadLetterErrorDescription())
                .isEqualTo("The messaging entity 'out' could not be found.");
    }

    @Test
    void messageInARingStopsAtTheLimitOfHops() {
        // When
        bus.send("ring", "dizzy");

        // Then
        ServiceBusReceivedMessage letter = one(transferDeadLetters("ring"));
        assertThat(letter.getDeadLetterReason()).isEqualTo("MaxTransferHopCountExceeded");
    }

    @Test
    void deadLetterIsForwardedWithItsSource() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("work");
        bus.send("work", "bad");

        // When
        receiver.deadLetter(one(receiver));

        // Then
        assertThat(bus.counts("work")).isEqualTo(new QueueCounts(0, 0, 0));
        assertThat(one(bus.receiver("letters")).getDeadLetterSource()).isEqualTo("work");
    }

    @Test
    void queueThatForwardsRefusesReceivers() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("in");

        // When / Then
        assertThatThrownBy(() -> receiver.receiveMessages(1, BusFixture.PATIENCE).stream()
                        .toList())
                .rootCause()
                .hasMessageContaining("'in', which forwards its messages to 'out'");
    }

    @Test
    void queueIsNotCreatedWhenItsTargetIsMissing() {
        // Given
        QueueSettings queue = QueueSettings.of("new").with(entity -> entity.withForwardTo("nowhere"));

        // When / Then
        assertThatThrownBy(() -> bus.bus().serviceBus().createQueue(queue))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue 'new' is to forward to 'nowhere', which is no other queue or topic: create that one"
                        + " first, or both together");
        assertThat(bus.bus().serviceBus().queues())
                .extracting(description -> description.settings().name())
                .doesNotContain("new");
    }

    private ServiceBusReceiverClient transferDeadLetters(String queue) {
        return bus.closing(bus.clients()
                .receiver()
                .queueName(queue)
                .subQueue(SubQueue.TRANSFER_DEAD_LETTER_QUEUE)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient());
    }
}
