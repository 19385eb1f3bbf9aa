package dev.weir.contract;

import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a session is held, and who gets the next one. */
@Contract
abstract class SessionLocksContract {
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration LONG_ENOUGH = LOCK.multipliedBy(3);
    private static final String SHORT = "short-sessions";
    private static final String NEXT = "next-session";

    @RegisterExtension
    private final BusClients bus = new BusClients();

    private final String session = UUID.randomUUID().toString();

    @Test
    void anExpiredSessionIsLostAndItsMessageComesAgain() {
        // Given
        bus.send(SHORT, new ServiceBusMessage("slow").setSessionId(session));
        ServiceBusReceiverClient slow = accept(SHORT);
        ServiceBusReceivedMessage held = one(slow);
        OffsetDateTime end = OffsetDateTime.now().plus(LOCK).plusSeconds(1);

        // When
        await().atMost(LONG_ENOUGH).until(() -> OffsetDateTime.now().isAfter(end));

        // Then
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> slow.complete(held));
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.SESSION_LOCK_LOST);
        ServiceBusReceiverClient next = accept(SHORT);
        ServiceBusReceivedMessage again = one(next);
        next.complete(again);
        assertThat(body(again)).isEqualTo("slow");
        assertThat(again.getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void aRenewedSessionOutlivesItsFirstEnd() {
        // Given
        bus.send(SHORT, new ServiceBusMessage("slow").setSessionId(session));
        ServiceBusReceiverClient receiver = accept(SHORT);
        ServiceBusReceivedMessage held = one(receiver);
        OffsetDateTime end = OffsetDateTime.now().plus(LOCK);

        // When
        await().pollInterval(LOCK.dividedBy(4)).atMost(LONG_ENOUGH).until(() -> {
            OffsetDateTime renewed = receiver.renewSessionLock();
            assertThat(renewed).isAfter(OffsetDateTime.now().plus(LOCK.dividedBy(4)));
            return OffsetDateTime.now().isAfter(end);
        });

        // Then
        receiver.complete(held);
    }

    @Test
    void theNextSessionIsOneThatNobodyHolds() {
        // Given
        bus.send(NEXT, new ServiceBusMessage("waiting").setSessionId(session));
        ServiceBusSessionReceiverClient impatient = bus.closing(bus.connect()
                .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(5)))
                .sessionReceiver()
                .queueName(NEXT)
                .disableAutoComplete()
                .buildClient());

        // When
        ServiceBusReceiverClient next = bus.closing(bus.sessions(NEXT).acceptNextSession());

        // Then
        assertThat(next.getSessionId()).isEqualTo(session);
        ServiceBusReceivedMessage message = one(next);
        assertThat(body(message)).isEqualTo("waiting");
        assertThat(catchThrowable(impatient::acceptNextSession))
                .as("the answer when the one session is held")
                .isNotNull();
        next.complete(message);
    }

    private ServiceBusReceiverClient accept(String queue) {
        return bus.closing(bus.sessions(queue).acceptSession(session));
    }
}
