package dev.weir.local.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

class LocalEventHubsThroughputTest {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 10_000;

    @RegisterExtension
    private final HubFixture hubs = new HubFixture(HubSettings.of("orders", PARTITIONS));

    @Test
    void everyPartitionIsReadInOrderAndWithoutHoles() {
        // Given
        NewEvent event = NewEvent.of("x".repeat(1024));
        for (int i = 0; i < EVENTS * PARTITIONS; i++) {
            hubs.hubs().send("orders", i % PARTITIONS, event);
        }
        EventHubConsumerAsyncClient consumer = hubs.consumer("orders");

        // When
        List<List<Long>> read = Flux.range(0, PARTITIONS)
                .flatMapSequential(partition -> consumer.receiveFromPartition(
                                Integer.toString(partition), EventPosition.earliest())
                        .map(PartitionEvent::getData)
                        .map(data -> data.getSequenceNumber())
                        .take(EVENTS)
                        .collectList())
                .collectList()
                .block(Duration.ofMinutes(3));

        // Then
        assertThat(read)
                .hasSize(PARTITIONS)
                .allSatisfy(numbers -> assertThat(numbers)
                        .isEqualTo(LongStream.range(0, EVENTS).boxed().toList()));
    }
}
