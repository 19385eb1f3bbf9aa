package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A checkpoint store that tells who owns what, whenever the SDK asks it. So a loss is known before the new owner's link
 * displaces this one's, and even where the partition's thread waits for credit and hears of nothing. It also tells of claims
 * that fail; the SDK is told that they were not granted, and goes on.
 *
 * <p>The SDK gets its answers on threads that may block: its balancer closes readers where it hears of their partitions, and
 * waits for seconds until they are. Stores answer on the loops that publish, too.
 */
final class OwnershipWatch implements CheckpointStore {
    private final CheckpointStore store;
    private final Listener listener;

    /** Is told on the store's threads. */
    interface Listener {
        /** Somebody owns a partition. */
        void seen(PartitionOwnership ownership);

        /** All that are owned were seen. */
        void listed();

        /** This replica got a partition, or keeps it. */
        void claimed();

        /** All that this replica owned was given up, if it was anything. */
        void givenUp();

        /** The store did not take a claim; that another replica was quicker is no failure. */
        void claimFailed(Throwable failure);
    }

    OwnershipWatch(CheckpointStore store, Listener listener) {
        this.store = store;
        this.listener = listener;
    }

    @Override
    public Flux<PartitionOwnership> listOwnership(
            String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        return store.listOwnership(fullyQualifiedNamespace, eventHubName, consumerGroup)
                .doOnNext(listener::seen)
                .doOnComplete(listener::listed)
                .publishOn(Schedulers.boundedElastic());
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> requestedPartitionOwnerships) {
        boolean givesUp = requestedPartitionOwnerships.stream()
                .allMatch(ownership -> ownership.getOwnerId().isEmpty());
        return store.claimOwnership(requestedPartitionOwnerships)
                .doOnNext(claimed -> {
                    if (!givesUp) {
                        listener.claimed();
                    }
                })
                .doOnComplete(() -> {
                    if (givesUp) {
                        listener.givenUp();
                    }
                })
                .onErrorResume(failure -> {
                    listener.claimFailed(failure);
                    return Flux.<PartitionOwnership>empty();
                })
                .publishOn(Schedulers.boundedElastic());
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        return store.listCheckpoints(fullyQualifiedNamespace, eventHubName, consumerGroup)
                .publishOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return store.updateCheckpoint(checkpoint);
    }
}
