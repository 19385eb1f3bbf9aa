package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static dev.weir.local.servicebus.BusFixture.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.local.amqp.AmqpError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusEntityTest {
    @RegisterExtension
    private final BusFixture bus = new BusFixture(
            QueueSettings.of("orders"),
            QueueSettings.of("once").withDuplicateDetection(Duration.ofMinutes(1)),
            QueueSettings.of("parts").withPartitions(),
            QueueSettings.of("small").withLimits(1, 1 << 20));

    @Test
    void duplicateIsDroppedWithinTheWindow() {
        // Given
        ServiceBusSenderClient sender = bus.sender("once");
        sender.sendMessage(new ServiceBusMessage("first").setMessageId("id"));
        ServiceBusReceiverClient receiver = bus.receiver("once");
        receiver.complete(one(receiver));

        // When
        sender.sendMessage(new ServiceBusMessage("again").setMessageId("id"));
        sender.sendMessage(new ServiceBusMessage("other").setMessageId("other"));

        // Then
        assertThat(one(receiver).getBody().toString()).isEqualTo("other");
        assertThat(bus.counts("once")).isEqualTo(new QueueCounts(0, 1, 0));
    }

    @Test
    void sameIdIsTakenAfterTheWindow() {
        // Given
        ServiceBusSenderClient sender = bus.sender("once");
        sender.sendMessage(new ServiceBusMessage("first").setMessageId("id"));

        // When
        bus.pass(Duration.ofMinutes(1));
        sender.sendMessage(new ServiceBusMessage("again").setMessageId("id"));

        // Then
        assertThat(bus.counts("once").active()).isEqualTo(2);
    }

    @Test
    void duplicateWithinABatchIsDropped() {
        // Given
        ServiceBusSenderClient sender = bus.sender("once");
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        batch.tryAddMessage(new ServiceBusMessage("first").setMessageId("id"));
        batch.tryAddMessage(new ServiceBusMessage("second").setMessageId("id"));

        // When
        sender.sendMessages(batch);

        // Then
        assertThat(bus.counts("once").active()).isEqualTo(1);
    }

    @Test
    void partitionIsInTheTopBitsOfTheSequenceNumber() {
        // Given
        ServiceBusSenderClient sender = bus.sender("parts");
        IntStream.range(0, 60)
                .forEach(i -> sender.sendMessage(new ServiceBusMessage("" + i).setPartitionKey("key" + i % 20)));

        // When
        List<ServiceBusReceivedMessage> received = receive(bus.receiver("parts"), 60);

        // Then
        Map<String, List<ServiceBusReceivedMessage>> byKey =
                received.stream().collect(Collectors.groupingBy(ServiceBusReceivedMessage::getPartitionKey));
        assertThat(byKey.values()).allSatisfy(ofOneKey -> {
            assertThat(ofOneKey).hasSize(3);
            assertThat(ofOneKey)
                    .extracting(message -> message.getSequenceNumber() >>> 48)
                    .containsOnly(ofOneKey.get(0).getSequenceNumber() >>> 48);
            assertThat(ofOneKey)
                    .extracting(ServiceBusReceivedMessage::getSequenceNumber)
                    .isSorted();
        });
        assertThat(received.stream()
                        .map(message -> message.getSequenceNumber() >>> 48)
                        .distinct())
                .hasSizeGreaterThan(3);
    }

    @Test
    void fullQueueRefusesWithTheServicesReason() {
        // Given
        bus.send("small", "one");
        ServiceBusSenderClient sender = bus.sender("small");

        // When
        ServiceBusException error =
                catchThrowableOfType(ServiceBusException.class, () -> sender.sendMessage(new ServiceBusMessage("two")));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.QUOTA_EXCEEDED);
        assertThat(bus.bus().serviceBus().send("small", new byte[0], Map.of(), Optional.empty()))
                .map(AmqpError::condition)
                .contains(AmqpError.RESOURCE_LIMIT_EXCEEDED);
    }

    @Test
    void deletedQueueEndsItsLinksAndIsGone() {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");
        sender.sendMessage(new ServiceBusMessage("lost"));
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        one(receiver);

        // When
        bus.bus().serviceBus().deleteQueue("ORDERS");

        // Then
        // Of a message that comes upon the end of its link the SDK only says that it failed.
        await().atMost(BusFixture.PATIENCE.plusSeconds(30)).untilAsserted(() -> {
            ServiceBusException error = catchThrowableOfType(
                    ServiceBusException.class, () -> sender.sendMessage(new ServiceBusMessage("late")));
            assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
        });
        assertThatThrownBy(() -> bus.counts("orders")).hasMessage("queue 'orders' does not exist");
    }

    @Test
    void queueOfATakenNameIsRefused() {
        // When / Then
        assertThatThrownBy(() -> bus.bus().serviceBus().createQueue(QueueSettings.of("Orders")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue 'Orders' exists already");
    }

    @Test
    void messageSentAndPeekedAtWithoutAClientIsWhole() {
        // When
        Optional<AmqpError> refused = bus.bus()
                .serviceBus()
                .send("orders", "body".getBytes(StandardCharsets.UTF_8), Map.of("key", 7), Optional.of("session"));

        // Then
        assertThat(refused).isEmpty();
        PeekedMessage peeked = bus.bus().serviceBus().peek("orders", 0, 10).get(0);
        assertThat(new String(peeked.body(), StandardCharsets.UTF_8)).isEqualTo("body");
        assertThat(peeked.properties()).containsExactly(Map.entry("key", 7));
        assertThat(peeked.sessionId()).contains("session");
        assertThat(peeked.state()).isEqualTo("active");
        assertThat(one(bus.receiver("orders")).getApplicationProperties()).containsEntry("key", 7);
    }

    @Test
    void locksEndWhenTheyAreMadeTo() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "message");
        ServiceBusReceivedMessage held = one(receiver);

        // When
        bus.bus().serviceBus().expireLocks();

        // Then
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> receiver.complete(held));
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST);
        assertThat(one(receiver).getDeliveryCount()).isEqualTo(1);
    }
}
