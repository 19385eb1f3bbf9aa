package dev.weir.contract;

import static dev.weir.contract.HubClients.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The SDK's processor, which owns partitions and remembers where it was. */
@Contract
@ResourceLock("hub processed")
abstract class HubProcessorContract {
    private static final String HUB = "processed-hub";
    private static final List<String> PARTITIONS = List.of("0", "1", "2", "3");

    @RegisterExtension
    private final HubClients hubs = new HubClients();

    @Test
    void aProcessorReadsEveryPartitionAndGoesOnAfterItsCheckpoints() {
        readsEveryPartitionAndGoesOn(new MemoryCheckpoints());
    }

    @Test
    void checkpointsMayLieInBlobs(@TempDir Path folder) throws IOException {
        try (Azurite azurite = Azurite.start(folder)) {
            BlobContainerAsyncClient container = new BlobContainerClientBuilder()
                    .connectionString(azurite.connectionString())
                    .containerName("checkpoints")
                    .buildAsyncClient();
            container.create().block(HubClients.PATIENCE);
            readsEveryPartitionAndGoesOn(new BlobCheckpointStore(container));
        }
    }

    private void readsEveryPartitionAndGoesOn(CheckpointStore store) {
        // Given
        Map<String, EventPosition> start = new HashMap<>();
        EventHubConsumerClient consumer = hubs.consumer(HUB);
        PARTITIONS.forEach(partition -> start.put(partition, end(consumer, partition)));
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        PARTITIONS.forEach(partition -> hubs.send(HUB, partition, "one of " + partition, "two of " + partition));

        // When
        EventProcessorClient first = processor(store, start, seen);
        first.start();
        await().atMost(HubClients.PATIENCE).until(() -> seen.size() >= 8);
        first.stop();
        PARTITIONS.forEach(partition -> hubs.send(HUB, partition, "three of " + partition));
        Queue<String> seenLater = new ConcurrentLinkedQueue<>();
        EventProcessorClient second = processor(store, start, seenLater);
        second.start();
        await().atMost(HubClients.PATIENCE).until(() -> seenLater.size() >= 4);
        second.stop();

        // Then
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(PARTITIONS.stream()
                        .flatMap(partition -> List.of("one of " + partition, "two of " + partition).stream())
                        .toList());
        assertThat(seenLater)
                .containsExactlyInAnyOrderElementsOf(PARTITIONS.stream()
                        .map(partition -> "three of " + partition)
                        .toList());
    }

    private EventProcessorClient processor(
            CheckpointStore store, Map<String, EventPosition> start, Queue<String> seen) {
        return new EventProcessorClientBuilder()
                .connectionString(hubs.connectionString(), HUB)
                .consumerGroup(HubClients.DEFAULT_GROUP)
                .retryOptions(HubClients.retries())
                .checkpointStore(store)
                .initialPartitionEventPosition(start)
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
                .loadBalancingUpdateInterval(Duration.ofSeconds(1))
                .partitionOwnershipExpirationInterval(Duration.ofSeconds(3))
                .processEvent(context -> {
                    context.updateCheckpoint();
                    seen.add(context.getEventData().getBodyAsString());
                })
                .processError(context -> {})
                .buildEventProcessorClient();
    }
}
