package dev.weir.contract;

import static dev.weir.contract.HubClients.bodies;
import static dev.weir.contract.HubClients.end;
import static dev.weir.contract.HubClients.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.EventHubProperties;
import com.azure.messaging.eventhubs.PartitionProperties;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Events that go into hubs, and what the hubs say of themselves. */
@Contract
@ResourceLock("hubs")
abstract class HubSendingContract {
    private static final String TWO = "two";
    private static final String FOUR = "four";

    @RegisterExtension
    private final HubClients hubs = new HubClients();

    @Test
    void aHubNamesItsPartitions() {
        // When
        EventHubProperties properties = hubs.consumer(FOUR).getEventHubProperties();

        // Then
        assertThat(properties.getName()).isEqualToIgnoringCase(FOUR);
        assertThat(properties.getPartitionIds()).containsExactly("0", "1", "2", "3");
        assertThat(properties.getCreatedAt()).isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void aPartitionTellsOfItsLastEvent() {
        // Given
        hubs.send(TWO, "0", "first");
        PartitionProperties before = hubs.consumer(TWO).getPartitionProperties("0");

        // When
        hubs.send(TWO, "0", "second");

        // Then
        PartitionProperties after = hubs.consumer(TWO).getPartitionProperties("0");
        assertThat(after.getId()).isEqualTo("0");
        assertThat(after.isEmpty()).isFalse();
        assertThat(after.getLastEnqueuedSequenceNumber()).isEqualTo(before.getLastEnqueuedSequenceNumber() + 1);
        assertThat(after.getLastEnqueuedOffset()).isNotEqualTo(before.getLastEnqueuedOffset());
        assertThat(after.getLastEnqueuedTime()).isAfterOrEqualTo(before.getLastEnqueuedTime());
        assertThat(after.getBeginningSequenceNumber()).isLessThanOrEqualTo(before.getLastEnqueuedSequenceNumber());
    }

    @Test
    void eventsOfAPartitionKeepTheirOrderAndProperties() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(TWO);
        EventPosition end = end(consumer, "1");
        EventData event = new EventData("first").setMessageId("m-1").setContentType("text/plain");
        event.setCorrelationId("c-1");
        event.getProperties().putAll(Map.of("text", "ä€", "int", 1, "long", 2L, "yes", true));

        // When
        hubs.producer(TWO).send(List.of(event, new EventData("second")), new SendOptions().setPartitionId("1"));

        // Then
        List<PartitionEvent> events = receive(consumer, "1", end, 2);
        assertThat(bodies(events)).containsExactly("first", "second");
        EventData first = events.get(0).getData();
        EventData second = events.get(1).getData();
        assertThat(first.getMessageId()).isEqualTo("m-1");
        assertThat(first.getCorrelationId()).isEqualTo("c-1");
        assertThat(first.getContentType()).isEqualTo("text/plain");
        assertThat(first.getProperties())
                .containsOnly(
                        Map.entry("text", "ä€"), Map.entry("int", 1), Map.entry("long", 2L), Map.entry("yes", true));
        assertThat(second.getSequenceNumber()).isEqualTo(first.getSequenceNumber() + 1);
        assertThat(first.getOffsetString()).isNotBlank().isNotEqualTo(second.getOffsetString());
        assertThat(first.getEnqueuedTime()).isBefore(Instant.now().plusSeconds(60));
        assertThat(events.get(0).getPartitionContext().getPartitionId()).isEqualTo("1");
    }

    @Test
    void eventsOfOneKeyStayTogether() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(FOUR);
        Map<String, EventPosition> ends = ends(consumer);
        EventHubProducerClient producer = hubs.producer(FOUR);

        // When
        for (int round = 0; round < 2; round++) {
            for (int key = 0; key < 16; key++) {
                producer.send(
                        List.of(new EventData("round " + round)), new SendOptions().setPartitionKey("key-" + key));
            }
        }

        // Then
        Map<String, Set<String>> partitionsOfKeys = new HashMap<>();
        int received = 0;
        for (Map.Entry<String, EventPosition> end : ends.entrySet()) {
            List<PartitionEvent> events = available(consumer, end.getKey(), end.getValue());
            received += events.size();
            events.forEach(event -> partitionsOfKeys
                    .computeIfAbsent(event.getData().getPartitionKey(), key -> new HashSet<>())
                    .add(end.getKey()));
        }
        assertThat(received).isEqualTo(32);
        assertThat(partitionsOfKeys).hasSize(16);
        assertThat(partitionsOfKeys.values())
                .allSatisfy(partitions -> assertThat(partitions).hasSize(1));
        assertThat(partitionsOfKeys.values().stream().flatMap(Set::stream).distinct())
                .as("16 keys are spread")
                .hasSizeGreaterThan(1);
    }

    @Test
    void eventsWithoutKeyOrPartitionArriveSomewhere() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(FOUR);
        Map<String, EventPosition> ends = ends(consumer);
        EventHubProducerClient producer = hubs.producer(FOUR);

        // When
        for (int n = 0; n < 8; n++) {
            producer.send(List.of(new EventData("event " + n)));
        }

        // Then
        List<String> bodies = ends.entrySet().stream()
                .flatMap(end -> bodies(available(consumer, end.getKey(), end.getValue())).stream())
                .toList();
        assertThat(bodies)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 8).mapToObj(n -> "event " + n).toList());
    }

    @Test
    void aBatchComesOutAsItsEvents() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(TWO);
        EventPosition end = end(consumer, "0");
        EventHubProducerClient producer = hubs.producer(TWO);
        EventDataBatch batch = producer.createBatch(new CreateBatchOptions().setPartitionId("0"));
        for (int n = 0; n < 100; n++) {
            EventData event = new EventData("event " + n);
            event.getProperties().put("n", n);
            assertThat(batch.tryAdd(event)).isTrue();
        }

        // When
        producer.send(batch);

        // Then
        assertThat(receive(consumer, "0", end, 100))
                .extracting(event -> (Integer) event.getData().getProperties().get("n"))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void anEventOfManyFramesArrivesWhole() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(TWO);
        EventPosition end = end(consumer, "0");
        byte[] body = new byte[900 * 1024];
        new Random(1).nextBytes(body);

        // When
        hubs.producer(TWO).send(List.of(new EventData(body)), new SendOptions().setPartitionId("0"));

        // Then
        assertThat(receive(consumer, "0", end, 1).get(0).getData().getBody()).isEqualTo(body);
    }

    @Test
    void aBatchTakesNoMoreThanAMessageMayHold() {
        // Given
        EventDataBatch batch = hubs.producer(TWO).createBatch();
        byte[] half = new byte[batch.getMaxSizeInBytes() / 2];
        assertThat(batch.tryAdd(new EventData(half))).isTrue();

        // When
        boolean added = batch.tryAdd(new EventData(half));

        // Then
        assertThat(added).isFalse();
    }

    @Test
    void anUnknownHubIsNotFound() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer("no-such-hub");

        // When
        AmqpException error = catchThrowableOfType(AmqpException.class, consumer::getEventHubProperties);

        // Then
        assertThat(error.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND);
    }

    @Test
    void anUnknownConsumerGroupIsNotFound() {
        // Given
        EventHubConsumerClient consumer = hubs.consumer(TWO, "no-such-group");

        // When
        Throwable error = catchThrowable(() -> receive(consumer, "0", EventPosition.earliest(), 1));

        // Then
        assertThat(error)
                .rootCause()
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        cause -> assertThat(cause.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND));
    }

    /** What there is from a position on. */
    private static List<PartitionEvent> available(
            EventHubConsumerClient consumer, String partition, EventPosition from) {
        long last = consumer.getPartitionProperties(partition).getLastEnqueuedSequenceNumber();
        long before = from.getSequenceNumber() == null ? -1 : from.getSequenceNumber();
        int count = (int) (last - before);
        return count <= 0 ? List.of() : receive(consumer, partition, from, count);
    }

    private static Map<String, EventPosition> ends(EventHubConsumerClient consumer) {
        Map<String, EventPosition> ends = new HashMap<>();
        Stream.of("0", "1", "2", "3").forEach(partition -> ends.put(partition, end(consumer, partition)));
        return ends;
    }
}
