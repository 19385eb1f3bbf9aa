package dev.weir.contract;

import static dev.weir.contract.Received.bodies;
import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.nothing;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static dev.weir.contract.Received.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Messages that go in and come out of a queue. */
@Contract
@ResourceLock("receive")
abstract class ReceivingContract {
    private static final String QUEUE = "receive";
    private static final int ROOM_FOR_PROPERTIES = 4 * 1024;

    @RegisterExtension
    private final BusClients bus = new BusClients(QUEUE);

    @Test
    void aMessageKeepsItsBodyAndEveryProperty() {
        // Given
        UUID uuid = UUID.randomUUID();
        ServiceBusMessage sent = new ServiceBusMessage("{\"n\":1}")
                .setMessageId("m-1")
                .setContentType("application/json")
                .setCorrelationId("c-1")
                .setSubject("order")
                .setTo("somebody")
                .setReplyTo("me")
                .setReplyToSessionId("rs-1")
                .setTimeToLive(Duration.ofMinutes(10));
        sent.getApplicationProperties()
                .putAll(Map.of("text", "ä€", "int", 1, "long", 2L, "double", 0.5, "yes", true, "uuid", uuid));

        // When
        bus.send(QUEUE, sent);

        // Then
        ServiceBusReceivedMessage message = one(bus.deleting(QUEUE));
        assertThat(body(message)).isEqualTo("{\"n\":1}");
        assertThat(message.getMessageId()).isEqualTo("m-1");
        assertThat(message.getContentType()).isEqualTo("application/json");
        assertThat(message.getCorrelationId()).isEqualTo("c-1");
        assertThat(message.getSubject()).isEqualTo("order");
        assertThat(message.getTo()).isEqualTo("somebody");
        assertThat(message.getReplyTo()).isEqualTo("me");
        assertThat(message.getReplyToSessionId()).isEqualTo("rs-1");
        assertThat(message.getTimeToLive()).isEqualTo(Duration.ofMinutes(10));
        assertThat(message.getApplicationProperties())
                .containsOnly(
                        Map.entry("text", "ä€"),
                        Map.entry("int", 1),
                        Map.entry("long", 2L),
                        Map.entry("double", 0.5),
                        Map.entry("yes", true),
                        Map.entry("uuid", uuid));
    }

    @Test
    void theServiceSaysWhenItTookAMessageAndUnderWhatNumber() {
        // Given
        OffsetDateTime before = OffsetDateTime.now().minusMinutes(1);

        // When
        bus.send(QUEUE, "first", "second");

        // Then
        List<ServiceBusReceivedMessage> messages = some(bus.deleting(QUEUE), 2);
        assertThat(messages.get(0).getSequenceNumber())
                .isPositive()
                .isLessThan(messages.get(1).getSequenceNumber());
        assertThat(messages.get(0).getEnqueuedTime())
                .isBetween(before, OffsetDateTime.now().plusMinutes(1));
        assertThat(messages.get(0).getDeliveryCount()).isZero();
    }

    @Test
    void receiveAndDeleteTakesAMessageForGood() {
        // Given
        bus.send(QUEUE, "only");

        // When
        ServiceBusReceivedMessage message = one(bus.deleting(QUEUE));

        // Then
        assertThat(body(message)).isEqualTo("only");
        assertThat(peek(bus.receiver(QUEUE))).isEmpty();
    }

    @Test
    void aLockedMessageComesToNobodyElse() {
        // Given
        bus.send(QUEUE, "locked");
        ServiceBusReceiverClient holder = bus.receiver(QUEUE);
        ServiceBusReceivedMessage locked = one(holder);

        // When
        ServiceBusReceiverClient other = bus.receiver(QUEUE);

        // Then
        nothing(other);
        assertThat(locked.getLockToken()).isNotBlank();
        assertThat(locked.getLockedUntil()).isAfter(OffsetDateTime.now());
        holder.complete(locked);
    }

    @Test
    void peekShowsMessagesAndTakesNone() {
        // Given
        bus.send(QUEUE, "first", "second", "third");
        ServiceBusReceiverClient receiver = bus.deleting(QUEUE);

        // When
        List<ServiceBusReceivedMessage> peeked = peek(receiver);

        // Then
        assertThat(bodies(peeked)).containsExactly("first", "second", "third");
        assertThat(bodies(some(receiver, 3))).containsExactly("first", "second", "third");
    }

    @Test
    void peekGoesOnWhereItHasBeen() {
        // Given
        bus.send(QUEUE, "first", "second", "third");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);

        // When
        List<String> bodies = List.of(body(receiver.peekMessage()), body(receiver.peekMessage()));

        // Then
        assertThat(bodies).containsExactly("first", "second");
    }

    @Test
    void peekStartsAtANumber() {
        // Given
        bus.send(QUEUE, "first", "second", "third");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        long second = peek(receiver).get(1).getSequenceNumber();

        // When
        List<ServiceBusReceivedMessage> peeked =
                receiver.peekMessages(10, second).stream().toList();

        // Then
        assertThat(bodies(peeked)).containsExactly("second", "third");
    }

    @Test
    void aBatchComesOutAsItsMessagesInOrder() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        for (int n = 0; n < 50; n++) {
            ServiceBusMessage message = new ServiceBusMessage("m" + n).setMessageId("id" + n);
            message.getApplicationProperties().put("n", n);
            assertThat(batch.tryAddMessage(message)).isTrue();
        }

        // When
        sender.sendMessages(batch);

        // Then
        List<ServiceBusReceivedMessage> messages = some(bus.deleting(QUEUE), 50);
        assertThat(messages)
                .extracting(
                        message -> (Integer) message.getApplicationProperties().get("n"))
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(messages.get(7).getMessageId()).isEqualTo("id7");
    }

    /** 1,000 KiB, or as large as the service takes: 256 KB in Azure's Standard tier. */
    @Test
    void aMessageOfManyFramesArrivesWhole() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);
        int most = sender.createMessageBatch().getMaxSizeInBytes() - ROOM_FOR_PROPERTIES;
        byte[] body = new byte[Math.min(most, 1000 * 1024)];
        new Random(1).nextBytes(body);

        // When
        sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(body)));

        // Then
        assertThat(one(bus.deleting(QUEUE)).getBody().toBytes()).isEqualTo(body);
    }

    @Test
    void aMessageBeyondTheLimitIsRefused() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);
        int tooMuch = sender.createMessageBatch().getMaxSizeInBytes() + 1;
        ServiceBusMessage message = new ServiceBusMessage(BinaryData.fromBytes(new byte[tooMuch]));

        // When
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> sender.sendMessage(message));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
    }

    @Test
    void aReceiverThatWaitsIsGivenWhatComes() {
        // Given
        ServiceBusReceiverClient receiver = bus.deleting(QUEUE);
        nothing(receiver);

        // When
        bus.send(QUEUE, "late");

        // Then
        assertThat(body(one(receiver))).isEqualTo("late");
    }

    @Test
    void anUnknownQueueIsNotFound() {
        // Given
        ServiceBusSenderClient sender = bus.sender("no-such-queue");

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class, () -> sender.sendMessage(new ServiceBusMessage("lost")));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
    }

    @Test
    void receivingFromAnUnknownQueueFailsSo() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("no-such-queue");

        // When
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> receiver.peekMessage());

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
    }

    @Test
    void upperAndLowerCaseAreTheSameQueue() {
        // When
        bus.send("Receive", "hello");

        // Then
        assertThat(body(one(bus.deleting("RECEIVE")))).isEqualTo("hello");
    }
}
