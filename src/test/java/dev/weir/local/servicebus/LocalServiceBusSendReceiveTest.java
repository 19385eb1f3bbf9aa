package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static dev.weir.local.servicebus.BusFixture.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusSendReceiveTest {
    @RegisterExtension
    private final BusFixture bus =
            new BusFixture(QueueSettings.of("orders"), QueueSettings.of("small").withLimits(2, 1 << 20));

    @Test
    void completedMessageIsGone() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "first");

        // When
        ServiceBusReceivedMessage message = one(receiver);
        receiver.complete(message);

        // Then
        assertThat(message.getBody().toString()).isEqualTo("first");
        assertThat(message.getDeliveryCount()).isZero();
        assertThat(message.getSequenceNumber()).isEqualTo(1);
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void messageArrivesWithEverythingThatWasSent() {
        // Given
        UUID uuid = UUID.fromString("11111111-2222-3333-4444-555555555555");
        OffsetDateTime time = OffsetDateTime.parse("2026-02-03T04:05:06Z");
        ServiceBusMessage sent = new ServiceBusMessage("{}")
                .setMessageId("id")
                .setCorrelationId("correlation")
                .setContentType("application/json")
                .setSubject("subject")
                .setPartitionKey("key")
                .setTimeToLive(Duration.ofHours(1));
        sent.getApplicationProperties().put("text", "ä");
        sent.getApplicationProperties().put("number", 7L);
        sent.getApplicationProperties().put("uuid", uuid);
        sent.getApplicationProperties().put("time", time);
        ServiceBusReceiverClient receiver = bus.receiver("orders");

        // When
        bus.sender("orders").sendMessage(sent);

        // Then
        ServiceBusReceivedMessage received = one(receiver);
        assertThat(received.getMessageId()).isEqualTo("id");
        assertThat(received.getCorrelationId()).isEqualTo("correlation");
        assertThat(received.getContentType()).isEqualTo("application/json");
        assertThat(received.getSubject()).isEqualTo("subject");
        assertThat(received.getPartitionKey()).isEqualTo("key");
        assertThat(received.getTimeToLive()).isEqualTo(Duration.ofHours(1));
        assertThat(received.getEnqueuedTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(received.getLockedUntil()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(received.getApplicationProperties())
                .containsEntry("text", "ä")
                .containsEntry("number", 7L)
                .containsEntry("uuid", uuid)
                .containsEntry("time", time);
    }

    @Test
    void messageWithoutAnIdGetsOne() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");

        // When
        bus.send("orders", "without id");

        // Then
        assertThat(one(receiver).getMessageId()).hasSize(32);
    }

    @Test
    void messagesOfABatchKeepTheirOrder() {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        List<String> bodies =
                IntStream.range(0, 500).mapToObj(i -> "message " + i).toList();
        bodies.forEach(body -> batch.tryAddMessage(new ServiceBusMessage(body)));

        // When
        sender.sendMessages(batch);

        // Then
        List<ServiceBusReceivedMessage> received = receive(bus.receiver("orders"), 500);
        assertThat(received).extracting(message -> message.getBody().toString()).isEqualTo(bodies);
        assertThat(received)
                .extracting(ServiceBusReceivedMessage::getSequenceNumber)
                .isSorted();
    }

    @Test
    void messageOfOneMebibytePassesWhole() {
        // Given
        byte[] body = new byte[1024 * 1024];
        new Random(31).nextBytes(body);
        ServiceBusReceiverClient receiver = bus.receiver("orders");

        // When
        bus.sender("orders").sendMessage(new ServiceBusMessage(BinaryData.fromBytes(body)));

        // Then
        ServiceBusReceivedMessage received = one(receiver);
        assertThat(received.getBody().toBytes()).isEqualTo(body);
        receiver.complete(received);
        assertThat(bus.counts("orders").locked()).isZero();
    }

    @Test
    void receiveAndDeleteLeavesNothingBehind() {
        // Given
        ServiceBusReceiverClient receiver = bus.deletingReceiver("orders");
        bus.send("orders", "once");

        // When
        ServiceBusReceivedMessage message = one(receiver);

        // Then
        assertThat(message.getBody().toString()).isEqualTo("once");
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void queueNamesHaveNoCase() {
        // Given
        bus.send("ORDERS", "loud");

        // When
        ServiceBusReceivedMessage message = one(bus.receiver("Orders"));

        // Then
        assertThat(message.getBody().toString()).isEqualTo("loud");
    }

    @Test
    void queueMadeAtRunTimeTakesMessages() {
        // Given
        bus.bus().serviceBus().createQueue(QueueSettings.of("late"));

        // When
        bus.send("late", "message");

        // Then
        assertThat(bus.counts("late").active()).isEqualTo(1);
    }

    @Test
    void unknownQueueIsALastingError() {
        // Given
        ServiceBusSenderClient sender = bus.sender("nowhere");

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class, () -> sender.sendMessage(new ServiceBusMessage("lost")));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
        assertThat(error.isTransient()).isFalse();
        assertThat(error).hasMessageContaining("The messaging entity 'nowhere' could not be found.");
    }

    @Test
    void receivingFromAnUnknownQueueIsALastingError() {
        // Given
        ServiceBusReceiverAsyncClient receiver =
                bus.closing(bus.clients().receiver().queueName("nowhere").buildAsyncClient());

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class, () -> receiver.receiveMessages().blockFirst(BusFixture.PATIENCE));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
        assertThat(error.isTransient()).isFalse();
    }

    @Test
    void fullQueueRefusesMore() {
        // Given
        ServiceBusSenderClient sender = bus.sender("small");
        sender.sendMessage(new ServiceBusMessage("one"));
        sender.sendMessage(new ServiceBusMessage("two"));

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class, () -> sender.sendMessage(new ServiceBusMessage("three")));

        // Then
        assertThat(error).hasMessageContaining("the quota of 'small' is used up");
        assertThat(bus.counts("small").active()).isEqualTo(2);
    }

    @Test
    void messagePastItsTimeToLiveIsNotDelivered() {
        // Given
        bus.sender("orders").sendMessage(new ServiceBusMessage("stale").setTimeToLive(Duration.ofSeconds(5)));
        bus.send("orders", "fresh");

        // When
        bus.pass(Duration.ofSeconds(5));

        // Then
        assertThat(one(bus.receiver("orders")).getBody().toString()).isEqualTo("fresh");
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 0));
    }

    @Test
    void messageWithoutABodyPasses() {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");

        // When
        sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[0])));

        // Then
        assertThat(one(bus.receiver("orders")).getBody().toBytes()).isEmpty();
    }
}
