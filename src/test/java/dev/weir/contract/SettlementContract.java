package dev.weir.contract;

import static dev.weir.contract.Received.bodies;
import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.nothing;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static dev.weir.contract.Received.some;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.DeferOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What becomes of a message that is held by peek-lock. */
@Contract
@ResourceLock("settle")
abstract class SettlementContract {
    private static final String QUEUE = "settle";
    private static final String TWO_DELIVERIES = "two-deliveries";

    @RegisterExtension
    private final BusClients bus = new BusClients(QUEUE, TWO_DELIVERIES);

    @Test
    void aCompletedMessageIsGone() {
        // Given
        bus.send(QUEUE, "done");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);

        // When
        receiver.complete(one(receiver));

        // Then
        assertThat(peek(receiver)).isEmpty();
    }

    @Test
    void anAbandonedMessageComesAgainCountedAndChanged() {
        // Given
        ServiceBusMessage sent = new ServiceBusMessage("again");
        sent.getApplicationProperties().putAll(Map.of("kept", "as it was", "changed", "old"));
        bus.send(QUEUE, sent);
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);

        // When
        receiver.abandon(
                one(receiver), new AbandonOptions().setPropertiesToModify(Map.of("changed", "new", "added", 5)));

        // Then
        ServiceBusReceivedMessage again = one(receiver);
        receiver.complete(again);
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getApplicationProperties())
                .containsOnly(Map.entry("kept", "as it was"), Map.entry("changed", "new"), Map.entry("added", 5));
    }

    @Test
    void aDeferredMessageIsGivenByItsNumberAlone() {
        // Given
        bus.send(QUEUE, "later", "next");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        ServiceBusReceivedMessage later = one(receiver);

        // When
        receiver.defer(later, new DeferOptions().setPropertiesToModify(Map.of("why", "not yet")));

        // Then
        ServiceBusReceivedMessage next = one(receiver);
        assertThat(body(next)).isEqualTo("next");
        receiver.complete(next);
        nothing(receiver);
        ServiceBusReceivedMessage deferred = receiver.receiveDeferredMessage(later.getSequenceNumber());
        receiver.complete(deferred);
        assertThat(body(deferred)).isEqualTo("later");
        assertThat(deferred.getState()).isEqualTo(ServiceBusMessageState.DEFERRED);
        assertThat(deferred.getApplicationProperties()).containsEntry("why", "not yet");
        assertThat(peek(receiver)).isEmpty();
    }

    @Test
    void aDeferredMessageIsPeekedAsSuch() {
        // Given
        bus.send(QUEUE, "later");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);

        // When
        receiver.defer(one(receiver));

        // Then
        assertThat(peek(receiver))
                .extracting(ServiceBusReceivedMessage::getState)
                .containsExactly(ServiceBusMessageState.DEFERRED);
    }

    @Test
    void severalDeferredMessagesComeAtOnce() {
        // Given
        bus.send(QUEUE, "first", "second", "third");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        List<ServiceBusReceivedMessage> messages = some(receiver, 3);
        messages.forEach(receiver::defer);

        // When
        List<ServiceBusReceivedMessage> deferred = receiver
                .receiveDeferredMessageBatch(List.of(
                        messages.get(0).getSequenceNumber(), messages.get(2).getSequenceNumber()))
                .stream()
                .toList();

        // Then
        deferred.forEach(receiver::complete);
        assertThat(bodies(deferred)).containsExactlyInAnyOrder("first", "third");
        assertThat(bodies(peek(receiver))).containsExactly("second");
    }

    @Test
    void aDeferredMessageThatIsAbandonedStaysDeferred() {
        // Given
        bus.send(QUEUE, "later");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        ServiceBusReceivedMessage later = one(receiver);
        receiver.defer(later);

        // When
        receiver.abandon(receiver.receiveDeferredMessage(later.getSequenceNumber()));

        // Then
        nothing(receiver);
        assertThat(peek(receiver))
                .extracting(ServiceBusReceivedMessage::getState)
                .containsExactly(ServiceBusMessageState.DEFERRED);
    }

    @Test
    void nothingIsDeferredUnderANumberThatNobodyHas() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);

        // When
        List<ServiceBusReceivedMessage> deferred = receiver.receiveDeferredMessageBatch(List.of(123_456_789L)).stream()
                .toList();

        // Then
        assertThat(deferred).isEmpty();
    }

    @Test
    void aDeadLetterCarriesItsReason() {
        // Given
        bus.send(QUEUE, "bad");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        ServiceBusReceivedMessage bad = one(receiver);

        // When
        receiver.deadLetter(
                bad,
                new DeadLetterOptions()
                        .setDeadLetterReason("NoTenant")
                        .setDeadLetterErrorDescription("data.tenant is missing")
                        .setPropertiesToModify(Map.of("attempts", 3)));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deletingDeadLetters(QUEUE));
        assertThat(body(letter)).isEqualTo("bad");
        assertThat(letter.getDeadLetterReason()).isEqualTo("NoTenant");
        assertThat(letter.getDeadLetterErrorDescription()).isEqualTo("data.tenant is missing");
        assertThat(letter.getApplicationProperties()).containsEntry("attempts", 3);
        assertThat(letter.getMessageId()).isEqualTo(bad.getMessageId());
        assertThat(peek(receiver)).isEmpty();
    }

    @Test
    void aDeadLetterIsSettledLikeAnyMessage() {
        // Given
        bus.send(QUEUE, "bad");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        receiver.deadLetter(one(receiver));
        ServiceBusReceiverClient letters = bus.deadLetters(QUEUE);

        // When
        letters.abandon(one(letters));

        // Then
        letters.complete(one(letters));
        assertThat(peek(letters)).isEmpty();
    }

    @Test
    void aMessageIsDeadLetteredAfterItsLastDelivery() {
        // Given
        bus.send(TWO_DELIVERIES, "poison");
        ServiceBusReceiverClient receiver = bus.receiver(TWO_DELIVERIES);

        // When
        receiver.abandon(one(receiver));
        receiver.abandon(one(receiver));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deletingDeadLetters(TWO_DELIVERIES));
        assertThat(body(letter)).isEqualTo("poison");
        assertThat(letter.getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(peek(receiver)).isEmpty();
    }

    @Test
    void messagesAreSettledInAnyOrder() {
        // Given
        bus.send(QUEUE, "first", "second", "third");
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);
        List<ServiceBusReceivedMessage> messages = some(receiver, 3);

        // When
        receiver.complete(messages.get(2));
        receiver.complete(messages.get(0));
        receiver.abandon(messages.get(1));

        // Then
        ServiceBusReceivedMessage second = one(receiver);
        receiver.complete(second);
        assertThat(body(second)).isEqualTo("second");
        assertThat(peek(receiver)).isEmpty();
    }
}
