package dev.weir.local.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.models.EventContext;
import com.azure.messaging.eventhubs.models.EventPosition;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalEventHubsProcessorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    private final HubFixture hubs = new HubFixture(HubSettings.of("orders", 4));

    private final MemoryCheckpointStore store = new MemoryCheckpointStore();

    @Test
    void processorsShareThePartitionsAndMissNothing() {
        // Given
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Consumer<EventContext> process = event -> {
            seen.add(event.getEventData().getBodyAsString());
            event.updateCheckpoint();
        };
        EventProcessorClient first = processor(process);
        EventProcessorClient second = processor(process);
        first.start();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Integer.valueOf(4).equals(store.shares().get(first.getIdentifier())));
        send(0, 20);

        // When
        second.start();

        // Then
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(store.shares())
                        .containsEntry(first.getIdentifier(), 2)
                        .containsEntry(second.getIdentifier(), 2));
        send(20, 40);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).contains(names(0, 40)));
    }

    @Test
    void processorGoesOnBehindItsCheckpoint() {
        // Given
        Queue<String> before = new ConcurrentLinkedQueue<>();
        EventProcessorClient first = processor(event -> {
            event.updateCheckpoint();
            before.add(event.getEventData().getBodyAsString());
        });
        first.start();
        send(0, 20);
        Awaitility.await().atMost(PATIENCE).until(() -> before.size() == 20);
        first.stop();
        send(20, 40);
        Queue<String> after = new ConcurrentLinkedQueue<>();

        // When
        processor(event -> after.add(event.getEventData().getBodyAsString())).start();

        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> after.size() >= 20);
        assertThat(after).containsExactlyInAnyOrder(names(20, 40));
    }

    private EventProcessorClient processor(Consumer<EventContext> process) {
        EventProcessorClient processor = new EventProcessorClientBuilder()
                .connectionString(hubs.port().connectionString(), "orders")
                .consumerGroup("$Default")
                .checkpointStore(store)
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
                .loadBalancingUpdateInterval(Duration.ofMillis(300))
                // A machine that is busy for a while shall not look like a processor that is gone.
                .partitionOwnershipExpirationInterval(Duration.ofSeconds(60))
                .initialPartitionEventPosition(partition -> EventPosition.earliest())
                .processEvent(process)
                .processError(error -> {})
                .buildEventProcessorClient();
        hubs.closing(processor::stop);
        return processor;
    }

    private void send(int from, int to) {
        for (String name : names(from, to)) {
            hubs.hubs().send("orders", NewEvent.of(name));
        }
    }

    private static String[] names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "event " + i).toArray(String[]::new);
    }
}
