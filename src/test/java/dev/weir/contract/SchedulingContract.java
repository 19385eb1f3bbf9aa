package dev.weir.contract;

import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static dev.weir.contract.Received.some;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Messages that shall come later. */
@Contract
@ResourceLock("schedule")
abstract class SchedulingContract {
    private static final String QUEUE = "schedule";
    private static final Duration SOON = Duration.ofSeconds(3);

    /** The service's clock need not be this machine's. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    @RegisterExtension
    private final BusClients bus = new BusClients(QUEUE);

    @Test
    void aScheduledMessageComesAtItsTime() {
        // Given
        OffsetDateTime due = OffsetDateTime.now().plus(SOON);

        // When
        bus.sender(QUEUE).scheduleMessage(new ServiceBusMessage("soon"), due);

        // Then
        ServiceBusReceiverClient receiver = bus.deleting(QUEUE);
        ServiceBusReceivedMessage message = one(receiver);
        assertThat(body(message)).isEqualTo("soon");
        assertThat(message.getEnqueuedTime()).isAfterOrEqualTo(due.minus(CLOCKS_DIFFER));
    }

    @Test
    void aMessageMaySayItselfWhenItShallCome() {
        // Given
        OffsetDateTime due = OffsetDateTime.now().plus(SOON);

        // When
        bus.send(QUEUE, new ServiceBusMessage("soon").setScheduledEnqueueTime(due));

        // Then
        ServiceBusReceiverClient receiver = bus.deleting(QUEUE);
        ServiceBusReceivedMessage message = one(receiver);
        assertThat(message.getScheduledEnqueueTime().toInstant().toEpochMilli())
                .isEqualTo(due.toInstant().toEpochMilli());
        assertThat(message.getEnqueuedTime()).isAfterOrEqualTo(due.minus(CLOCKS_DIFFER));
    }

    @Test
    void aScheduledMessageIsPeekedAsSuch() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);

        // When
        long number = sender.scheduleMessage(
                new ServiceBusMessage("tomorrow"), OffsetDateTime.now().plusDays(1));

        // Then
        ServiceBusReceivedMessage peeked = peek(bus.receiver(QUEUE)).get(0);
        assertThat(peeked.getSequenceNumber()).isEqualTo(number);
        assertThat(peeked.getState()).isEqualTo(ServiceBusMessageState.SCHEDULED);
    }

    @Test
    void aCancelledMessageNeverComes() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);
        long number = sender.scheduleMessage(
                new ServiceBusMessage("never"), OffsetDateTime.now().plusDays(1));

        // When
        sender.cancelScheduledMessage(number);

        // Then
        assertThat(peek(bus.receiver(QUEUE))).isEmpty();
    }

    @Test
    void severalMessagesAreScheduledAndCancelledAtOnce() {
        // Given
        ServiceBusSenderClient sender = bus.sender(QUEUE);
        List<Long> numbers = scheduleTwo(sender, OffsetDateTime.now().plusDays(1));
        assertThat(numbers).hasSize(2).doesNotHaveDuplicates();

        // When
        sender.cancelScheduledMessages(numbers);

        // Then
        assertThat(peek(bus.receiver(QUEUE))).isEmpty();
    }

    @Test
    void aTimeThatHasPassedIsNow() {
        // When
        scheduleTwo(bus.sender(QUEUE), OffsetDateTime.now().minusMinutes(5));

        // Then
        assertThat(some(bus.deleting(QUEUE), 2)).hasSize(2);
    }

    /** The SDK's answer schedules anew each time that somebody goes through it. */
    private static List<Long> scheduleTwo(ServiceBusSenderClient sender, OffsetDateTime time) {
        List<Long> numbers = new ArrayList<>();
        sender.scheduleMessages(List.of(new ServiceBusMessage("one"), new ServiceBusMessage("two")), time)
                .forEach(numbers::add);
        return numbers;
    }
}
