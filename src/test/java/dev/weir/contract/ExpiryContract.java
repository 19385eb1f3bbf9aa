package dev.weir.contract;

import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.nothing;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Messages that live for a time. */
@Contract
@ResourceLock("expire")
abstract class ExpiryContract {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @RegisterExtension
    private final BusClients bus = new BusClients("expire-to-letters", "expire-to-nothing", "expire-soon");

    @Test
    void anExpiredMessageIsDeadLetteredWhereTheQueueSaysSo() {
        // When
        bus.send("expire-to-letters", new ServiceBusMessage("old").setTimeToLive(SHORT));

        // Then
        ServiceBusReceivedMessage letter = letter("expire-to-letters");
        assertThat(body(letter)).isEqualTo("old");
        assertThat(letter.getDeadLetterReason()).isEqualTo("TTLExpiredException");
        assertThat(peek(bus.receiver("expire-to-letters"))).isEmpty();
    }

    @Test
    void anExpiredMessageIsGoneWhereItDoesNot() {
        // Given
        bus.send("expire-to-nothing", new ServiceBusMessage("old").setTimeToLive(SHORT), new ServiceBusMessage("new"));
        ServiceBusReceiverClient receiver = bus.receiver("expire-to-nothing");

        // When
        await().pollDelay(SHORT.multipliedBy(2)).until(() -> true);

        // Then
        ServiceBusReceivedMessage message = one(receiver);
        receiver.complete(message);
        assertThat(body(message)).isEqualTo("new");
        nothing(receiver);
        assertThat(peek(bus.deadLetters("expire-to-nothing"))).isEmpty();
    }

    @Test
    void theQueuesTimeBoundsTheMessages() {
        // When
        bus.send("expire-soon", new ServiceBusMessage("old").setTimeToLive(Duration.ofMinutes(10)));

        // Then
        assertThat(body(letter("expire-soon"))).isEqualTo("old");
    }

    /** A service looks for expired messages now and then, or when somebody asks for messages. */
    private ServiceBusReceivedMessage letter(String queue) {
        ServiceBusReceiverClient letters = bus.deletingDeadLetters(queue);
        ServiceBusReceiverClient receiver = bus.receiver(queue);
        await().pollDelay(SHORT.multipliedBy(2)).atMost(BusClients.PATIENCE).until(() -> {
            nothing(receiver);
            return !peek(letters).isEmpty();
        });
        return one(letters);
    }
}
