package dev.weir.local.eventhubs;

import static dev.weir.local.eventhubs.HubFixture.PATIENCE;
import static dev.weir.local.eventhubs.HubFixture.START;
import static dev.weir.local.eventhubs.HubFixture.bodies;
import static dev.weir.local.eventhubs.HubFixture.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.LastEnqueuedEventProperties;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

class LocalEventHubsSendReadTest {
    @RegisterExtension
    private final HubFixture hubs = new HubFixture(HubSettings.of("orders", 4), HubSettings.of("single", 1));

    @Test
    void eventArrivesWithAllThatItWasSentWithAndWhatTheServiceAdds() {
        // Given
        EventData event = new EventData("body").setContentType("text/plain").setMessageId("m1");
        event.getProperties().put("kind", "created");
        event.getProperties().put("count", 7L);

        // When
        hubs.producer("single").send(List.of(event), new SendOptions().setPartitionKey("key"));
        EventData read =
                hubs.read("single", 0, EventPosition.earliest(), 1).get(0).getData();

        // Then
        assertThat(read.getBodyAsString()).isEqualTo("body");
        assertThat(read.getContentType()).isEqualTo("text/plain");
        assertThat(read.getMessageId()).isEqualTo("m1");
        assertThat(read.getProperties()).containsEntry("kind", "created").containsEntry("count", 7L);
        assertThat(read.getSequenceNumber()).isZero();
        assertThat(read.getOffsetString()).isEqualTo("0");
        assertThat(read.getEnqueuedTime()).isEqualTo(START);
        assertThat(read.getPartitionKey()).isEqualTo("key");
    }

    @Test
    void sequenceNumbersHaveNoHolesAndOffsetsRise() {
        // When
        hubs.send("single", 0, "a", "bb", "ccc");
        List<PartitionEvent> events = hubs.read("single", 0, EventPosition.earliest(), 3);

        // Then
        assertThat(events)
                .extracting(event -> event.getData().getSequenceNumber())
                .containsExactly(0L, 1L, 2L);
        assertThat(events)
                .extracting(event -> event.getData().getOffset())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void batchStaysTogetherAndIsReadEventByEvent() {
        // Given
        EventHubProducerClient producer = hubs.producer("orders");
        EventDataBatch batch = producer.createBatch(new CreateBatchOptions().setPartitionId("2"));
        IntStream.range(0, 500)
                .forEach(i ->
                        assertThat(batch.tryAdd(new EventData("event " + i))).isTrue());

        // When
        producer.send(batch);

        // Then
        List<PartitionEvent> events = hubs.read("orders", 2, EventPosition.earliest(), 500);
        assertThat(bodies(events))
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "event " + i).toList());
    }

    @Test
    void batchWithAPartitionKeyCarriesItOnEveryEvent() {
        // Given
        EventHubProducerClient producer = hubs.producer("orders");
        EventDataBatch batch = producer.createBatch(new CreateBatchOptions().setPartitionKey("customer-1"));
        batch.tryAdd(new EventData("first"));
        batch.tryAdd(new EventData("second"));

        // When
        producer.send(batch);

        // Then
        int partition = PartitionKey.partition("customer-1", 4);
        List<PartitionEvent> events = hubs.read("orders", partition, EventPosition.earliest(), 2);
        assertThat(events)
                .extracting(event -> event.getData().getPartitionKey())
                .containsOnly("customer-1");
    }

    @Test
    void eventsWithoutAKeyGoToThePartitionsInTurn() {
        // Given
        EventHubProducerClient producer = hubs.producer("orders");

        // When
        for (int i = 0; i < 8; i++) {
            producer.send(List.of(new EventData("event " + i)));
        }

        // Then
        assertThat(hubs.hubs().partitions("orders"))
                .extracting(PartitionState::events)
                .containsExactly(2L, 2L, 2L, 2L);
    }

    static Stream<Arguments> positions() {
        return Stream.of(
                Arguments.of("earliest", EventPosition.earliest(), 0),
                Arguments.of("after sequence number 1", EventPosition.fromSequenceNumber(1), 2),
                Arguments.of("from sequence number 1", EventPosition.fromSequenceNumber(1, true), 1),
                Arguments.of("from the last sequence number", EventPosition.fromSequenceNumber(4, true), 4),
                Arguments.of("after the offset of the first", EventPosition.fromOffsetString("0"), 1),
                Arguments.of("after the time of the second", EventPosition.fromEnqueuedTime(START.plusSeconds(10)), 2),
                Arguments.of("after a time in between", EventPosition.fromEnqueuedTime(START.plusSeconds(5)), 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("positions")
    void readerBeginsAtItsPosition(String what, EventPosition position, int first) {
        // Given
        for (int i = 0; i < 5; i++) {
            hubs.hubs().send("single", NewEvent.of("event " + i));
            hubs.pass(Duration.ofSeconds(10));
        }

        // When
        List<PartitionEvent> events = hubs.read("single", 0, position, 5 - first);

        // Then
        assertThat(events.get(0).getData().getSequenceNumber()).isEqualTo(first);
    }

    @Test
    void readerFromTheEndReadsOnlyWhatComesLater() {
        // Given
        hubs.send("single", 0, "before");
        List<String> read = new CopyOnWriteArrayList<>();
        Disposable reading = hubs.consumer("single")
                .receiveFromPartition("0", EventPosition.latest())
                .subscribe(event -> read.add(event.getData().getBodyAsString()));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> hubs.partition("single", 0).readers() == 1);

        // When
        hubs.send("single", 0, "after");

        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> read.size() == 1);
        assertThat(read).containsExactly("after");
        reading.dispose();
    }

    @Test
    void positionPastTheNewestEventIsRefused() {
        // Given
        hubs.send("single", 0, "only");

        // When / Then
        assertThatThrownBy(() -> hubs.read("single", 0, EventPosition.fromSequenceNumber(5), 1))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.ARGUMENT_ERROR))
                .hasMessageContaining(
                        "The supplied sequence number '5' is invalid. The last sequence number in the system is '0'");
    }

    @Test
    void readerIsToldOfTheNewestEventWhenItAsks() {
        // Given
        hubs.send("single", 0, "first", "second");
        EventHubConsumerAsyncClient consumer = hubs.consumer("single");
        hubs.pass(Duration.ofSeconds(3));

        // When
        PartitionEvent event = read(
                        consumer,
                        0,
                        EventPosition.earliest(),
                        new ReceiveOptions().setTrackLastEnqueuedEventProperties(true),
                        1)
                .get(0);

        // Then
        LastEnqueuedEventProperties last = event.getLastEnqueuedEventProperties();
        assertThat(last.getSequenceNumber()).isEqualTo(1);
        assertThat(last.getOffsetString())
                .isEqualTo(Long.toString(hubs.partition("single", 0).lastOffset()));
        assertThat(last.getEnqueuedTime()).isEqualTo(START);
        assertThat(last.getRetrievalTime()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void eventOfManyFramesArrivesWhole() {
        // Given
        byte[] body = new byte[1_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }

        // When
        hubs.producer("single").send(List.of(new EventData(body)));
        EventData read =
                hubs.read("single", 0, EventPosition.earliest(), 1).get(0).getData();

        // Then
        assertThat(read.getBody()).isEqualTo(body);
    }

    @Test
    void eventPastTheLimitIsRefused() {
        // Given
        EventHubProducerClient producer = hubs.producer("single");

        // When / Then
        assertThatThrownBy(() -> producer.send(List.of(new EventData(new byte[1024 * 1024 + 1]))))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition())
                                .isEqualTo(AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED));
        assertThat(hubs.partition("single", 0).events()).isZero();
    }
}
