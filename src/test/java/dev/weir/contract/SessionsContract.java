package dev.weir.contract;

import static dev.weir.contract.Received.bodies;
import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.nothing;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static dev.weir.contract.Received.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue with sessions. Each test has sessions of its own, so they share the queue. */
@Contract
abstract class SessionsContract {
    private static final String QUEUE = "sessions";

    @RegisterExtension
    private final BusClients bus = new BusClients();

    private final String session = UUID.randomUUID().toString();
    private final String otherSession = UUID.randomUUID().toString();

    @Test
    void aNamedSessionGivesItsMessagesInOrder() {
        // Given
        send(session, "first");
        send(otherSession, "other");
        send(session, "second");

        // When
        ServiceBusReceiverClient receiver = accept(session);

        // Then
        assertThat(receiver.getSessionId()).isEqualTo(session);
        var messages = some(receiver, 2);
        assertThat(bodies(messages)).containsExactly("first", "second");
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.getSessionId()).isEqualTo(session);
            receiver.complete(message);
        });
        nothing(receiver);
        ServiceBusReceiverClient other = accept(otherSession);
        other.complete(one(other));
    }

    @Test
    void aSessionIsOneReceiversAlone() {
        // Given
        accept(session);

        // When
        AmqpException error = catchThrowableOfType(AmqpException.class, this::acceptOverAnotherConnection);

        // Then
        assertThat(error.getErrorCondition()).isEqualTo(AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED);
    }

    @Test
    void aClosedReceiverLeavesItsSessionToTheNext() {
        // Given
        send(session, "first");
        ServiceBusSessionReceiverClient sessions = bus.sessions(QUEUE);
        sessions.acceptSession(session).close();

        // When
        ServiceBusReceiverClient next = acceptOnceFree();

        // Then
        ServiceBusReceivedMessage message = one(next);
        assertThat(body(message)).isEqualTo("first");
        next.complete(message);
    }

    @Test
    void aSessionKeepsItsState() {
        // Given
        ServiceBusSessionReceiverClient sessions = bus.sessions(QUEUE);
        ServiceBusReceiverClient first = sessions.acceptSession(session);
        assertThat(first.getSessionState()).isNull();

        // When
        first.setSessionState("half done".getBytes(StandardCharsets.UTF_8));
        first.close();

        // Then
        ServiceBusReceiverClient next = acceptOnceFree();
        assertThat(new String(next.getSessionState(), StandardCharsets.UTF_8)).isEqualTo("half done");
        next.setSessionState(null);
        assertThat(next.getSessionState()).isNull();
    }

    @Test
    void anAbandonedMessageComesAgainBeforeLaterOnes() {
        // Given
        send(session, "first");
        send(session, "second");
        ServiceBusReceiverClient receiver = accept(session);

        // When
        receiver.abandon(one(receiver));

        // Then
        var messages = some(receiver, 2);
        messages.forEach(receiver::complete);
        assertThat(bodies(messages)).containsExactly("first", "second");
        assertThat(messages.get(0).getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void aDeferredMessageIsTakenWithinItsSession() {
        // Given
        send(session, "later");
        ServiceBusReceiverClient receiver = accept(session);
        ServiceBusReceivedMessage later = one(receiver);

        // When
        receiver.defer(later);

        // Then
        ServiceBusReceivedMessage deferred = receiver.receiveDeferredMessage(later.getSequenceNumber());
        receiver.complete(deferred);
        assertThat(body(deferred)).isEqualTo("later");
        assertThat(peek(receiver)).isEmpty();
    }

    @Test
    void aReceiverPeeksAtItsSessionAlone() {
        // Given
        send(session, "mine");
        send(otherSession, "other");

        // When
        ServiceBusReceiverClient receiver = accept(session);

        // Then
        assertThat(bodies(peek(receiver))).containsExactly("mine");
        receiver.complete(one(receiver));
        ServiceBusReceiverClient other = accept(otherSession);
        other.complete(one(other));
    }

    @Test
    void aMessageWithoutASessionIsRefused() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);

        // When
        ServiceBusException error = catchThrowableOfType(
                ServiceBusException.class, () -> sender.sendMessage(new ServiceBusMessage("whose?")));

        // Then
        assertThat(error).isNotNull();
        assertThat(error).hasMessageContaining("SessionId");
    }

    @Test
    void aReceiverWithoutASessionIsRefused() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver(QUEUE);

        // When
        Throwable error = catchThrowable(() -> some(receiver, 1));

        // Then
        assertThat(error).rootCause().hasMessageContaining("requires sessions");
    }

    private void send(String id, String body) {
        bus.send(QUEUE, new ServiceBusMessage(body).setSessionId(id));
    }

    private ServiceBusReceiverClient accept(String id) {
        return bus.closing(bus.sessions(QUEUE).acceptSession(id));
    }

    /** Whoever closes a receiver does not wait until the service has heard of it. */
    private ServiceBusReceiverClient acceptOnceFree() {
        // Sooner than its lock would end.
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(refusal -> refusal instanceof AmqpException error
                        && error.getErrorCondition() == AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED)
                .until(this::acceptOverAnotherConnection, found -> true);
    }

    /** Over one connection, the SDK would give the same link of a session again, be it held or about to close. */
    private ServiceBusReceiverClient acceptOverAnotherConnection() {
        ServiceBusSessionReceiverClient sessions = bus.closing(bus.connect()
                .sessionReceiver()
                .queueName(QUEUE)
                .disableAutoComplete()
                .buildClient());
        return bus.closing(sessions.acceptSession(session));
    }
}
