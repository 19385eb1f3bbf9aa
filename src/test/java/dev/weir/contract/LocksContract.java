package dev.weir.contract;

import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.nothing;
import static dev.weir.contract.Received.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Locks that none loses by a pause of some seconds; each test has a queue of its own, so that all wait at once. */
@Contract
abstract class LocksContract {
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration LONG_ENOUGH = LOCK.multipliedBy(3);

    @RegisterExtension
    private final BusClients bus = new BusClients();

    @Test
    void anExpiredLockIsLostAndTheDeliveryCounts() {
        // Given
        EmptyEntity.empty(bus, "lock-lost");
        bus.send("lock-lost", "slow");
        ServiceBusReceiverClient slow = bus.receiver("lock-lost");
        ServiceBusReceivedMessage held = one(slow);

        // When
        ServiceBusReceiverClient next = bus.receiver("lock-lost");
        ServiceBusReceivedMessage again = one(next);

        // Then
        ServiceBusException error = catchThrowableOfType(ServiceBusException.class, () -> slow.complete(held));
        assertThat(error.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST);
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getSequenceNumber()).isEqualTo(held.getSequenceNumber());
        assertThat(catchThrowableOfType(ServiceBusException.class, () -> slow.renewMessageLock(held))
                        .getReason())
                .isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST);
        next.complete(again);
    }

    @Test
    void aRenewedLockOutlivesItsFirstEnd() {
        // Given
        EmptyEntity.empty(bus, "lock-renewed");
        bus.send("lock-renewed", "slow");
        ServiceBusReceiverClient receiver = bus.receiver("lock-renewed");
        ServiceBusReceivedMessage held = one(receiver);
        OffsetDateTime firstEnd = held.getLockedUntil();
        await().pollDelay(LOCK.dividedBy(2)).atMost(LONG_ENOUGH).until(() -> true);

        // When
        OffsetDateTime renewed = receiver.renewMessageLock(held);

        // Then
        assertThat(renewed).isAfter(firstEnd.plusSeconds(1));
        await().atMost(LONG_ENOUGH).until(() -> OffsetDateTime.now().isAfter(firstEnd.plusSeconds(1)));
        receiver.complete(held);
        nothing(receiver);
    }

    @Test
    void theClientRenewsByItself() {
        // Given
        EmptyEntity.empty(bus, "lock-auto-renewed");
        bus.send("lock-auto-renewed", "slow");
        ServiceBusReceiverClient receiver = bus.closing(bus.receiverBuilder("lock-auto-renewed")
                .maxAutoLockRenewDuration(Duration.ofMinutes(1))
                .buildClient());
        ServiceBusReceivedMessage held = one(receiver);

        // When
        await().atMost(LONG_ENOUGH)
                .until(() -> OffsetDateTime.now().isAfter(held.getEnqueuedTime().plus(LOCK.plusSeconds(2))));

        // Then
        receiver.complete(held);
        nothing(receiver);
    }

    /** A link that is lost frees nothing: what it held comes again when its lock has expired, counted. */
    @Test
    void aLostLinkLeavesItsMessagesLocked() {
        // Given
        EmptyEntity.empty(bus, "lock-of-lost-link");
        bus.send("lock-of-lost-link", "held");
        ServiceBusReceivedMessage held;
        try (ServiceBusReceiverClient lost =
                bus.receiverBuilder("lock-of-lost-link").buildClient()) {
            held = one(lost);
        }
        ServiceBusReceiverClient next = bus.receiver("lock-of-lost-link");
        nothing(next);

        // When
        ServiceBusReceivedMessage again = one(next);

        // Then
        next.complete(again);
        assertThat(body(again)).isEqualTo("held");
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getSequenceNumber()).isEqualTo(held.getSequenceNumber());
    }
}
