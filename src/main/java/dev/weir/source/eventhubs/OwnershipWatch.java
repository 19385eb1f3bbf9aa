package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A checkpoint store that tells who owns what, whenever the SDK asks it. So a loss is known before the new owner's link
 * displaces this one's, and even where the partition's thread waits for credit and hears of nothing.
 */
final class OwnershipWatch implements CheckpointStore {
    private final CheckpointStore store;
    private final Consumer<PartitionOwnership> seen;

    OwnershipWatch(CheckpointStore store, Consumer<PartitionOwnership> seen) {
        this.store = store;
        this.seen = seen;
    }

    @Override
    public Flux<PartitionOwnership> listOwnership(
            String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        return store.listOwnership(fullyQualifiedNamespace, eventHubName, consumerGroup)
                .doOnNext(seen);
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> requestedPartitionOwnerships) {
        return store.claimOwnership(requestedPartitionOwnerships);
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        return store.listCheckpoints(fullyQualifiedNamespace, eventHubName, consumerGroup);
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return store.updateCheckpoint(checkpoint);
    }
}
