package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.DeferOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusDeferredTest {
    @RegisterExtension
    private final BusFixture bus = new BusFixture(
            QueueSettings.of("orders"), QueueSettings.of("impatient").withMaxDeliveryCount(2));

    @Test
    void deferredMessageWaitsUntilItsNumberIsAskedFor() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "later", "now");
        ServiceBusReceivedMessage later = one(receiver);

        // When
        receiver.defer(later, new DeferOptions().setPropertiesToModify(Map.of("why", "not yet")));

        // Then
        assertThat(one(receiver).getBody().toString()).isEqualTo("now");
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 1, 0, 0, 0));
        ServiceBusReceivedMessage deferred = receiver.receiveDeferredMessage(later.getSequenceNumber());
        assertThat(deferred.getBody().toString()).isEqualTo("later");
        assertThat(deferred.getState()).isEqualTo(ServiceBusMessageState.DEFERRED);
        assertThat(deferred.getDeliveryCount()).isZero();
        assertThat(deferred.getApplicationProperties()).containsEntry("why", "not yet");
        receiver.complete(deferred);
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 0));
    }

    @Test
    void abandonedDeferredMessageStaysDeferredAndCounts() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        long number = deferOne(receiver, "orders");

        // When
        receiver.abandon(
                receiver.receiveDeferredMessage(number), new AbandonOptions().setPropertiesToModify(Map.of("try", 1)));

        // Then
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 1, 0, 0, 0));
        ServiceBusReceivedMessage again = receiver.receiveDeferredMessage(number);
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getApplicationProperties()).containsEntry("try", 1);
    }

    @Test
    void expiredLockLeavesADeferredMessageDeferred() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        long number = deferOne(receiver, "orders");
        receiver.receiveDeferredMessage(number);

        // When
        bus.pass(Duration.ofSeconds(60));

        // Then
        assertThat(receiver.receiveDeferredMessage(number).getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void deferredMessageIsDeadLetteredAfterItsLastDelivery() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("impatient");
        long number = deferOne(receiver, "impatient");

        // When
        receiver.abandon(receiver.receiveDeferredMessage(number));
        receiver.abandon(receiver.receiveDeferredMessage(number));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deadLetterReceiver("impatient"));
        assertThat(letter.getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(letter.getState()).isEqualTo(ServiceBusMessageState.ACTIVE);
    }

    @Test
    void deferredMessageIsDeferredAgain() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        long number = deferOne(receiver, "orders");

        // When
        receiver.defer(
                receiver.receiveDeferredMessage(number), new DeferOptions().setPropertiesToModify(Map.of("try", 2)));

        // Then
        ServiceBusReceivedMessage again = receiver.receiveDeferredMessage(number);
        assertThat(again.getApplicationProperties()).containsEntry("try", 2);
        assertThat(again.getDeliveryCount()).isZero();
    }

    @Test
    void deferredMessageIsDeadLetteredWithItsReason() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        long number = deferOne(receiver, "orders");

        // When
        receiver.deadLetter(
                receiver.receiveDeferredMessage(number),
                new DeadLetterOptions().setDeadLetterReason("NoTenant").setDeadLetterErrorDescription("none is named"));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deadLetterReceiver("orders"));
        assertThat(letter.getDeadLetterReason()).isEqualTo("NoTenant");
        assertThat(letter.getDeadLetterErrorDescription()).isEqualTo("none is named");
    }

    @Test
    void deferredMessageIsNotSettledAfterItsLock() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        ServiceBusReceivedMessage held = receiver.receiveDeferredMessage(deferOne(receiver, "orders"));
        bus.pass(Duration.ofSeconds(60));

        // When
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> receiver.complete(held));

        // Then
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST);
    }

    @Test
    void deferredMessageIsReceivedForGood() {
        // Given
        long number = deferOne(bus.receiver("orders"), "orders");

        // When
        ServiceBusReceivedMessage message = bus.deletingReceiver("orders").receiveDeferredMessage(number);

        // Then
        assertThat(message.getBody().toString()).isEqualTo("deferred");
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void deferredMessageIsPeekedAtInItsState() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        deferOne(receiver, "orders");

        // When
        ServiceBusReceivedMessage peeked = receiver.peekMessage();

        // Then
        assertThat(peeked.getState()).isEqualTo(ServiceBusMessageState.DEFERRED);
    }

    @Test
    void noneOfSeveralIsReceivedWhenOneIsNotDeferred() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        long number = deferOne(receiver, "orders");

        // When
        Iterable<ServiceBusReceivedMessage> received = receiver.receiveDeferredMessageBatch(List.of(number, 4711L));

        // Then
        assertThat(received).isEmpty();
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 0, 1, 0, 0, 0));
    }

    private long deferOne(ServiceBusReceiverClient receiver, String queue) {
        bus.send(queue, "deferred");
        ServiceBusReceivedMessage message = one(receiver);
        receiver.defer(message);
        return message.getSequenceNumber();
    }
}
