package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusScheduledTest {
    private static final OffsetDateTime LATER = OffsetDateTime.parse("2026-01-01T01:00:00Z");

    @RegisterExtension
    private final BusFixture bus =
            new BusFixture(QueueSettings.of("orders"), QueueSettings.of("small").withLimits(1, 1 << 20));

    @Test
    void messageComesAtItsTimeWithANumberOfThatTime() {
        // Given
        long scheduled = bus.sender("orders").scheduleMessage(new ServiceBusMessage("later"), LATER);
        bus.send("orders", "now");

        // When
        bus.pass(Duration.ofHours(1).minusMillis(1));
        QueueCounts before = bus.counts("orders");
        bus.pass(Duration.ofMillis(1));

        // Then
        assertThat(before).isEqualTo(new QueueCounts(1, 0, 0, 1, 0, 0));
        List<ServiceBusReceivedMessage> received = BusFixture.receive(bus.receiver("orders"), 2);
        assertThat(received).extracting(message -> message.getBody().toString()).containsExactly("now", "later");
        assertThat(scheduled).isEqualTo(1);
        assertThat(received.get(1).getSequenceNumber()).isEqualTo(3);
        assertThat(received.get(1).getEnqueuedTime()).isEqualTo(LATER);
        assertThat(received.get(1).getScheduledEnqueueTime()).isEqualTo(LATER);
        assertThat(received.get(1).getState()).isEqualTo(ServiceBusMessageState.ACTIVE);
    }

    @Test
    void messageSentWithATimeComesThen() {
        // Given
        bus.sender("orders").sendMessage(new ServiceBusMessage("later").setScheduledEnqueueTime(LATER));

        // When
        QueueCounts before = bus.counts("orders");
        bus.pass(Duration.ofHours(1));

        // Then
        assertThat(before).isEqualTo(new QueueCounts(0, 0, 0, 1, 0, 0));
        assertThat(one(bus.receiver("orders")).getBody().toString()).isEqualTo("later");
    }

    @Test
    void messageScheduledForThePastComesAtOnce() {
        // When
        bus.sender("orders")
                .scheduleMessage(new ServiceBusMessage("past"), OffsetDateTime.parse("2025-01-01T00:00:00Z"));

        // Then
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(1, 0, 0));
    }

    @Test
    void cancelledMessagesNeverCome() {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");
        List<Long> numbers = new ArrayList<>();
        sender.scheduleMessages(
                        List.of(new ServiceBusMessage("a"), new ServiceBusMessage("b"), new ServiceBusMessage("c")),
                        LATER)
                .forEach(numbers::add);

        // When
        sender.cancelScheduledMessages(numbers.subList(0, 2));
        bus.pass(Duration.ofHours(1));

        // Then
        assertThat(one(bus.receiver("orders")).getBody().toString()).isEqualTo("c");
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 0));
    }

    @Test
    void messageThatCameCannotBeCancelled() {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");
        long number = sender.scheduleMessage(new ServiceBusMessage("later"), LATER);
        bus.pass(Duration.ofHours(1));

        // When
        sender.cancelScheduledMessage(number);

        // Then
        assertThat(bus.counts("orders").active()).isEqualTo(1);
    }

    @Test
    void scheduledMessageIsPeekedAtInItsState() {
        // Given
        long number = bus.sender("orders").scheduleMessage(new ServiceBusMessage("later"), LATER);

        // When
        ServiceBusReceivedMessage peeked = bus.receiver("orders").peekMessage();

        // Then
        assertThat(peeked.getState()).isEqualTo(ServiceBusMessageState.SCHEDULED);
        assertThat(peeked.getSequenceNumber()).isEqualTo(number);
    }

    @Test
    void scheduledMessagesCountForTheQuota() {
        // Given
        ServiceBusSenderClient sender = bus.sender("small");
        long number = sender.scheduleMessage(new ServiceBusMessage("one"), LATER);

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class, () -> sender.scheduleMessage(new ServiceBusMessage("two"), LATER));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.QUOTA_EXCEEDED);
        sender.cancelScheduledMessage(number);
        bus.send("small", "fits again");
    }
}
