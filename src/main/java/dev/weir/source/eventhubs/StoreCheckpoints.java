package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionContext;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import dev.weir.source.Checkpoints;
import dev.weir.source.Position;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;

/**
 * Checkpoints of one partition in the SDK's store. The store takes one from anybody, so it is asked first whose the
 * partition is; between the two calls another may take it, and then reads again what this one has published, no less.
 */
final class StoreCheckpoints implements Checkpoints {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final CheckpointStore store;
    private final PartitionContext partition;
    private final String owner;
    private final Runnable onNotOwner;

    /**
     * @param owner the processor's id
     * @param onNotOwner told when somebody else has the partition
     */
    StoreCheckpoints(CheckpointStore store, PartitionContext partition, String owner, Runnable onNotOwner) {
        this.store = store;
        this.partition = partition;
        this.owner = owner;
        this.onNotOwner = onNotOwner;
    }

    @Override
    public CompletionStage<Answer> store(Position position) {
        return store.listOwnership(
                        partition.getFullyQualifiedNamespace(),
                        partition.getEventHubName(),
                        partition.getConsumerGroup())
                .any(this::isOurs)
                .flatMap(ours -> ours
                        ? store.updateCheckpoint(checkpoint(position)).<Answer>thenReturn(new Answer.Stored())
                        : Mono.<Answer>fromSupplier(() -> {
                            onNotOwner.run();
                            return new Answer.NotOwner();
                        }))
                .timeout(TIMEOUT)
                .onErrorResume(failure -> Mono.just(new Answer.Unavailable(Trouble.ofStore(failure))))
                .toFuture();
    }

    private boolean isOurs(PartitionOwnership ownership) {
        return ownership.getPartitionId().equals(partition.getPartitionId()) && owner.equals(ownership.getOwnerId());
    }

    private Checkpoint checkpoint(Position position) {
        Checkpoint checkpoint = new Checkpoint()
                .setFullyQualifiedNamespace(partition.getFullyQualifiedNamespace())
                .setEventHubName(partition.getEventHubName())
                .setConsumerGroup(partition.getConsumerGroup())
                .setPartitionId(partition.getPartitionId())
                .setSequenceNumber(position.sequence());
        return position.offset().isEmpty() ? checkpoint : checkpoint.setOffsetString(position.offset());
    }
}
