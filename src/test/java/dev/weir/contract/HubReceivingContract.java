package dev.weir.contract;

import static dev.weir.contract.HubClients.bodies;
import static dev.weir.contract.HubClients.end;
import static dev.weir.contract.HubClients.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.PartitionProperties;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.LastEnqueuedEventProperties;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.Disposable;

/** Where readers begin, and who may read. */
@Contract
@ResourceLock("positions")
abstract class HubReceivingContract {
    private static final String HUB = "positions";
    private static final String OWNERS = "owners";

    @RegisterExtension
    private final HubClients hubs = new HubClients();

    @Test
    void aReaderBeginsAtOrAfterASequenceNumber() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(HUB);
        List<PartitionEvent> sent = send(consumer, "first", "second", "third");
        long second = sent.get(1).getData().getSequenceNumber();

        // When
        List<PartitionEvent> at = receive(consumer, "0", EventPosition.fromSequenceNumber(second, true), 2);
        List<PartitionEvent> after = receive(consumer, "0", EventPosition.fromSequenceNumber(second, false), 1);

        // Then
        assertThat(bodies(at)).containsExactly("second", "third");
        assertThat(bodies(after)).containsExactly("third");
    }

    @Test
    void aReaderBeginsAfterAnOffset() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(HUB);
        List<PartitionEvent> sent = send(consumer, "first", "second");

        // When
        List<PartitionEvent> after = receive(
                consumer,
                "0",
                EventPosition.fromOffsetString(sent.get(0).getData().getOffsetString()),
                1);

        // Then
        assertThat(bodies(after)).containsExactly("second");
    }

    @Test
    void aReaderBeginsAtATime() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(HUB);
        send(consumer, "old");
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        List<PartitionEvent> sent = send(consumer, "new", "newer");

        // When
        List<PartitionEvent> from = receive(
                consumer,
                "0",
                EventPosition.fromEnqueuedTime(
                        sent.get(0).getData().getEnqueuedTime().minusMillis(1)),
                2);

        // Then
        assertThat(bodies(from)).containsExactly("new", "newer");
    }

    @Test
    void theEarliestIsTheFirstThatIsKept() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(HUB);
        send(consumer, "any");
        PartitionProperties properties = consumer.getPartitionProperties("0");

        // When
        PartitionEvent first =
                receive(consumer, "0", EventPosition.earliest(), 1).get(0);

        // Then
        assertThat(first.getData().getSequenceNumber()).isEqualTo(properties.getBeginningSequenceNumber());
    }

    @Test
    void theLatestIsWhatComesFromNowOn() {
        // Given
        send(hubs.consumer(HUB), "old");
        Queue<String> seen = new ConcurrentLinkedQueue<>();

        // When
        Disposable reader = hubs.asyncConsumer(HUB)
                .receiveFromPartition("0", EventPosition.latest())
                .subscribe(event -> seen.add(event.getData().getBodyAsString()));

        // Then
        await().pollInterval(Duration.ofMillis(300)).atMost(HubClients.PATIENCE).until(() -> {
            hubs.send(HUB, "0", "new");
            return !seen.isEmpty();
        });
        reader.dispose();
        assertThat(seen).containsOnly("new");
    }

    @Test
    void eachConsumerGroupReadsEverything() {
        // Given
        EventHubConsumerClient first = hubs.consumer("two");
        EventHubConsumerClient second = hubs.consumer("two", "second");
        EventPosition end = end(first, "1");

        // When
        hubs.send("two", "1", "for both");

        // Then
        assertThat(bodies(receive(first, "1", end, 1))).isEqualTo(bodies(receive(second, "1", end, 1)));
    }

    @Test
    void aReaderMayBeToldHowFarBehindItIs() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(HUB);
        EventPosition end = end(consumer, "0");
        hubs.send(HUB, "0", "first", "second", "third");
        PartitionProperties properties = consumer.getPartitionProperties("0");

        // When
        PartitionEvent first = consumer
                .receiveFromPartition(
                        "0",
                        1,
                        end,
                        HubClients.PATIENCE,
                        new ReceiveOptions().setTrackLastEnqueuedEventProperties(true))
                .stream()
                .findFirst()
                .orElseThrow();

        // Then
        LastEnqueuedEventProperties last = first.getLastEnqueuedEventProperties();
        assertThat(last.getSequenceNumber()).isEqualTo(properties.getLastEnqueuedSequenceNumber());
        assertThat(last.getOffsetString()).isEqualTo(properties.getLastEnqueuedOffset());
        assertThat(last.getEnqueuedTime()).isEqualTo(properties.getLastEnqueuedTime());
        assertThat(last.getRetrievalTime()).isNotNull();
    }

    @Test
    void aHigherOwnerDisplacesALowerOne() {
        // Given
        hubs.send(OWNERS, "0", "event");
        Reader low = read("0", 1);
        await().atMost(HubClients.PATIENCE).until(() -> low.events.size() > 0);

        // When
        Reader high = read("0", 2);

        // Then
        await().atMost(HubClients.PATIENCE).until(() -> low.error.get() != null && high.events.size() > 0);
        assertThat(((AmqpException) low.error.get()).getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN);
        high.subscription.dispose();
    }

    @Test
    void aLowerOwnerIsRefusedWhileAHigherOneReads() {
        // Given
        hubs.send(OWNERS, "1", "event");
        Reader high = read("1", 5);
        await().atMost(HubClients.PATIENCE).until(() -> high.events.size() > 0);

        // When
        Reader low = read("1", 3);

        // Then
        await().atMost(HubClients.PATIENCE).until(() -> low.error.get() != null);
        assertThat(((AmqpException) low.error.get()).getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN);
        assertThat(low.events).isEmpty();
        assertThat(high.error.get()).isNull();
        high.subscription.dispose();
    }

    private List<PartitionEvent> send(EventHubConsumerClient consumer, String... bodies) {
        EventPosition end = end(consumer, "0");
        hubs.send(HUB, "0", bodies);
        return receive(consumer, "0", end, bodies.length);
    }

    private Reader read(String partition, long ownerLevel) {
        Reader reader = new Reader();
        reader.subscription = hubs.asyncConsumer(OWNERS)
                .receiveFromPartition(
                        partition, EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(ownerLevel))
                .subscribe(reader.events::add, reader.error::set);
        return reader;
    }

    /** A reader with what it got, and how it ended. */
    private static final class Reader {
        private final Queue<PartitionEvent> events = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Throwable> error = new AtomicReference<>();
        private Disposable subscription = () -> {};
    }
}
