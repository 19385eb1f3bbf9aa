package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static dev.weir.local.servicebus.BusFixture.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;

class LocalServiceBusSessionTest {
    private static final Duration LOCK = Duration.ofSeconds(30);

    @RegisterExtension
    private final BusFixture bus =
            new BusFixture(QueueSettings.of("jobs").withSessions().withLockDuration(LOCK), QueueSettings.of("plain"));

    @Test
    void namedSessionGetsItsOwnMessagesInOrder() {
        // Given
        sendTo("a", "a1");
        sendTo("b", "b1");
        sendTo("a", "a2");

        // When
        ServiceBusReceiverClient a = accept("a");

        // Then
        List<ServiceBusReceivedMessage> received = receive(a, 2);
        assertThat(received).extracting(message -> message.getBody().toString()).containsExactly("a1", "a2");
        assertThat(received).extracting(ServiceBusReceivedMessage::getSessionId).containsOnly("a");
        received.forEach(a::complete);
        assertThat(bus.counts("jobs")).isEqualTo(new QueueCounts(1, 0, 0));
    }

    @Test
    void messageForAHeldSessionArrivesWhenItIsSent() {
        // Given
        ServiceBusReceiverClient a = accept("a");

        // When
        sendTo("a", "late");

        // Then
        assertThat(one(a).getBody().toString()).isEqualTo("late");
    }

    @Test
    void nextFreeSessionIsTheOneThatWaitsLongest() {
        // Given
        sendTo("first", "1");
        sendTo("second", "2");

        // When
        ServiceBusReceiverClient one = bus.closing(sessions().acceptNextSession());
        ServiceBusReceiverClient two = bus.closing(sessions().acceptNextSession());

        // Then
        assertThat(one.getSessionId()).isEqualTo("first");
        assertThat(two.getSessionId()).isEqualTo("second");
    }

    @Test
    void attachWaitsUntilASessionHasAMessage() {
        // Given
        ServiceBusSessionReceiverClient client = sessions();
        CompletableFuture<ServiceBusReceiverClient> accepted = CompletableFuture.supplyAsync(client::acceptNextSession);

        // When
        sendTo("new", "message");

        // Then
        ServiceBusReceiverClient receiver = bus.closing(accepted.join());
        assertThat(receiver.getSessionId()).isEqualTo("new");
        assertThat(one(receiver).getBody().toString()).isEqualTo("message");
    }

    @Test
    void attachThatFindsNoSessionInTimeIsRefused() {
        // Given
        ServiceBusSessionReceiverClient client = bus.closing(bus.clients()
                .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(2)))
                .sessionReceiver()
                .queueName("jobs")
                .disableAutoComplete()
                .buildClient());

        // When / Then
        assertThatThrownBy(client::acceptNextSession).hasMessageFindingMatch("(?i)timeout|timed out|did not observe");
        sendTo("later", "message");
        assertThat(bus.closing(sessions().acceptNextSession()).getSessionId()).isEqualTo("later");
    }

    @Test
    void clientThatIsLostWhileItWaitsGetsNoSession() {
        // Given
        ServiceBusSessionReceiverAsyncClient lost =
                bus.closing(bus.clients().sessionReceiver().queueName("jobs").buildAsyncClient());
        Disposable waiting = lost.acceptNextSession().subscribe();
        // Over the same connection and later, so that the first wish has arrived when this one is granted.
        lost.acceptSession("other").block(BusFixture.PATIENCE);

        // When
        waiting.dispose();
        bus.bus().dropConnections();
        lost.close();

        // Then
        sendTo("a", "message");
        assertThat(one(bus.closing(sessions().acceptNextSession())).getBody().toString())
                .isEqualTo("message");
    }

    @Test
    void lockedSessionIsRefusedToASecondReceiver() {
        // Given
        accept("a");
        ServiceBusSessionReceiverClient second = sessions();

        // When
        AmqpException error = catchThrowableOfType(AmqpException.class, () -> second.acceptSession("a"));

        // Then
        assertThat(error.getErrorCondition()).isEqualTo(AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED);
    }

    @Test
    void closedReceiverFreesItsSessionAndCountsNothing() {
        // Given
        sendTo("a", "message");
        ServiceBusReceiverClient a = accept("a");
        one(a);

        // When
        a.close();

        // Then
        await().atMost(BusFixture.PATIENCE).until(() -> bus.counts("jobs").active() == 1);
        assertThat(one(accept("a")).getDeliveryCount()).isZero();
    }

    @Test
    void lostConnectionKeepsTheSessionUntilItsLockExpires() {
        // Given
        sendTo("a", "message");
        one(accept("a"));
        bus.bus().dropConnections();
        ServiceBusSessionReceiverClient second = sessions();

        // When
        AmqpException error = catchThrowableOfType(AmqpException.class, () -> second.acceptSession("a"));

        // Then
        assertThat(error.getErrorCondition()).isEqualTo(AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED);
        assertThat(bus.counts("jobs")).isEqualTo(new QueueCounts(0, 1, 0));
        bus.pass(LOCK);
        assertThat(one(accept("a")).getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void expiredSessionLockIsLostToItsReceiver() {
        // Given
        sendTo("a", "message");
        ServiceBusReceiverClient a = accept("a");
        ServiceBusReceivedMessage message = one(a);

        // When
        bus.pass(LOCK);

        // Then
        assertThat(bus.counts("jobs")).isEqualTo(new QueueCounts(1, 0, 0));
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> a.complete(message));
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.SESSION_LOCK_LOST);
        assertThat(one(accept("a")).getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void renewedSessionLockOutlivesItsFirstEnd() {
        // Given
        sendTo("a", "message");
        ServiceBusReceiverClient a = accept("a");
        ServiceBusReceivedMessage message = one(a);
        bus.pass(LOCK.minusSeconds(1));

        // When
        assertThat(a.renewSessionLock()).isEqualTo("2026-01-01T00:00:59Z");
        bus.pass(Duration.ofSeconds(2));

        // Then
        a.complete(message);
        assertThat(bus.counts("jobs")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void stateOutlivesTheReceiverAndTheMessages() {
        // Given
        ServiceBusReceiverClient a = accept("a");
        assertThat(a.getSessionState()).isNull();

        // When
        a.setSessionState(new byte[] {1, 2, 3});
        a.close();

        // Then
        ServiceBusReceiverClient again = acceptWhenFree("a");
        assertThat(again.getSessionState()).containsExactly(1, 2, 3);
        again.setSessionState(null);
        assertThat(again.getSessionState()).isNull();
    }

    @Test
    void deferredMessageOfASessionIsReceivedWithinIt() {
        // Given
        sendTo("a", "later");
        ServiceBusReceiverClient a = accept("a");
        ServiceBusReceivedMessage message = one(a);
        a.defer(message);

        // When
        ServiceBusReceivedMessage deferred = a.receiveDeferredMessage(message.getSequenceNumber());

        // Then
        a.complete(deferred);
        assertThat(bus.counts("jobs")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void peekWithinASessionSeesItsMessagesOnly() {
        // Given
        sendTo("a", "a1");
        sendTo("b", "b1");

        // When
        List<ServiceBusReceivedMessage> peeked =
                accept("b").peekMessages(10).stream().toList();

        // Then
        assertThat(peeked).extracting(message -> message.getBody().toString()).containsExactly("b1");
    }

    @Test
    void abandonedMessageComesAgainBeforeLaterOnesOfItsSession() {
        // Given
        sendTo("a", "a1");
        sendTo("a", "a2");
        ServiceBusReceiverClient a = accept("a");

        // When
        a.abandon(one(a));

        // Then
        assertThat(receive(a, 2))
                .extracting(message -> message.getBody().toString())
                .containsExactly("a1", "a2");
    }

    @Test
    void deadLetterOfASessionIsReceivedWithoutOne() {
        // Given
        sendTo("a", "bad");
        ServiceBusReceiverClient a = accept("a");

        // When
        a.deadLetter(one(a));

        // Then
        assertThat(one(bus.deadLetterReceiver("jobs")).getSessionId()).isEqualTo("a");
    }

    @Test
    void messageWithoutASessionIsRefused() {
        // Given
        ServiceBusSenderClient sender = bus.sender("jobs");

        // When / Then
        assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage("lost")))
                .hasMessageContaining("The SessionId was not set on a message for 'jobs'");
        assertThat(bus.counts("jobs")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void receiverWithoutASessionIsRefused() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("jobs");

        // When / Then
        assertThatThrownBy(() -> receiver.receiveMessages(1, BusFixture.PATIENCE).stream()
                        .toList())
                .rootCause()
                .hasMessageContaining("'jobs' requires sessions");
    }

    @Test
    void queueWithoutSessionsRefusesASessionReceiver() {
        // Given
        ServiceBusSessionReceiverClient client =
                bus.closing(bus.clients().sessionReceiver().queueName("plain").buildClient());

        // When / Then
        assertThatThrownBy(() -> client.acceptSession("a")).hasMessageContaining("'plain', which has no sessions");
    }

    @Test
    void hundredsOfSessionsAreServedInTurn() {
        // Given
        IntStream.range(0, 300)
                .forEach(i ->
                        bus.bus().serviceBus().send("jobs", new byte[] {1}, Map.of(), Optional.of("session-" + i)));
        ServiceBusSessionReceiverClient client = sessions();

        // When
        for (int i = 0; i < 20; i++) {
            ServiceBusReceiverClient session = client.acceptNextSession();
            session.complete(one(session));
            session.close();
        }

        // Then
        await().atMost(BusFixture.PATIENCE).until(() -> bus.counts("jobs").equals(new QueueCounts(280, 0, 0)));
    }

    private ServiceBusSessionReceiverClient sessions() {
        return bus.closing(bus.clients()
                .sessionReceiver()
                .queueName("jobs")
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient());
    }

    private ServiceBusReceiverClient accept(String session) {
        return bus.closing(sessions().acceptSession(session));
    }

    private ServiceBusReceiverClient acceptWhenFree(String session) {
        return await().atMost(BusFixture.PATIENCE).ignoreExceptions().until(() -> accept(session), found -> true);
    }

    private void sendTo(String session, String body) {
        bus.sender("jobs").sendMessage(new ServiceBusMessage(body).setSessionId(session));
    }
}
