package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static dev.weir.local.servicebus.BusFixture.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusSettlementTest {
    private static final Duration LOCK = Duration.ofSeconds(60);

    @RegisterExtension
    private final BusFixture bus = new BusFixture(
            QueueSettings.of("orders").withLockDuration(LOCK),
            QueueSettings.of("impatient").withMaxDeliveryCount(2));

    @Test
    void abandonedMessageComesAgainCountedAndChanged() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        ServiceBusMessage sent = new ServiceBusMessage("message");
        sent.getApplicationProperties().put("kept", "as it was");
        sent.getApplicationProperties().put("changed", "old");
        bus.sender("orders").sendMessage(sent);

        // When
        receiver.abandon(
                one(receiver), new AbandonOptions().setPropertiesToModify(Map.of("changed", "new", "added", 5)));

        // Then
        ServiceBusReceivedMessage again = one(receiver);
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getApplicationProperties())
                .containsOnly(Map.entry("kept", "as it was"), Map.entry("changed", "new"), Map.entry("added", 5));
    }

    @Test
    void abandonedMessageComesBeforeLaterOnes() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "first", "second", "third");
        List<ServiceBusReceivedMessage> received = receive(receiver, 2);

        // When
        receiver.abandon(received.get(1));
        receiver.abandon(received.get(0));

        // Then
        assertThat(receive(receiver, 3))
                .extracting(message -> message.getBody().toString())
                .containsExactly("first", "second", "third");
    }

    @Test
    void deadLetterCarriesReasonDescriptionAndProperties() {
        // Given
        UUID uuid = UUID.fromString("11111111-2222-3333-4444-555555555555");
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "bad");

        // When
        receiver.deadLetter(
                one(receiver),
                new DeadLetterOptions()
                        .setDeadLetterReason("NoTenant")
                        .setDeadLetterErrorDescription("data.tenant is missing")
                        .setPropertiesToModify(Map.of(
                                "rule",
                                "job-progress",
                                "attempts",
                                3,
                                "long",
                                4L,
                                "uuid",
                                uuid,
                                "flag",
                                true,
                                "time",
                                new Date(1_000))));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deadLetterReceiver("orders"));
        assertThat(letter.getBody().toString()).isEqualTo("bad");
        assertThat(letter.getDeadLetterReason()).isEqualTo("NoTenant");
        assertThat(letter.getDeadLetterErrorDescription()).isEqualTo("data.tenant is missing");
        assertThat(letter.getApplicationProperties())
                .containsEntry("rule", "job-progress")
                .containsEntry("attempts", 3)
                .containsEntry("long", 4L)
                .containsEntry("uuid", uuid)
                .containsEntry("flag", true)
                .containsEntry("time", new Date(1_000));
    }

    @Test
    void deadLetterIsCountedUntilItIsCompleted() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        ServiceBusReceiverClient letters = bus.deadLetterReceiver("orders");
        bus.send("orders", "bad");
        receiver.deadLetter(one(receiver));
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 1));

        // When
        letters.complete(one(letters));

        // Then
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void messageIsDeadLetteredAfterItsLastDelivery() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("impatient");
        bus.send("impatient", "poison");

        // When
        receiver.abandon(one(receiver));
        receiver.abandon(one(receiver));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deadLetterReceiver("impatient"));
        assertThat(letter.getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(letter.getDeliveryCount()).isEqualTo(2);
    }

    @Test
    void expiredLockIsLostAndTheDeliveryCounts() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "slow");
        ServiceBusReceivedMessage slow = one(receiver);

        // When
        bus.pass(LOCK);

        // Then
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> receiver.complete(slow));
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST);
        assertThat(one(receiver).getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void renewedLockOutlivesItsFirstEnd() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "slow");
        ServiceBusReceivedMessage slow = one(receiver);
        bus.pass(LOCK.minusSeconds(1));

        // When
        OffsetDateTime until = receiver.renewMessageLock(slow);
        bus.pass(Duration.ofSeconds(2));

        // Then
        assertThat(until).isEqualTo("2026-01-01T00:01:59Z");
        receiver.complete(slow);
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void renewingALostLockFails() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "slow");
        ServiceBusReceivedMessage slow = one(receiver);
        bus.pass(LOCK);

        // When
        ServiceBusException error =
                catchThrowableOfType(ServiceBusException.class, () -> receiver.renewMessageLock(slow));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST);
    }

    @Test
    void peekShowsWaitingAndLockedMessagesWithoutTakingThem() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "first", "second", "third");
        one(receiver);

        // When
        List<ServiceBusReceivedMessage> peeked =
                receiver.peekMessages(10).stream().toList();

        // Then
        assertThat(peeked)
                .extracting(message -> message.getBody().toString())
                .containsExactly("first", "second", "third");
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(2, 1, 0));
    }

    @Test
    void peekStartsAtASequenceNumber() {
        // Given
        bus.send("orders", "first", "second", "third");

        // When
        List<ServiceBusReceivedMessage> peeked =
                bus.receiver("orders").peekMessages(1, 2).stream().toList();

        // Then
        assertThat(peeked).extracting(message -> message.getBody().toString()).containsExactly("second");
    }

    @Test
    void peekOfAnEmptyQueueIsEmpty() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");

        // When
        List<ServiceBusReceivedMessage> peeked =
                receiver.peekMessages(10).stream().toList();

        // Then
        assertThat(peeked).isEmpty();
    }
}
