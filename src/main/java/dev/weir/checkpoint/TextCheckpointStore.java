package dev.weir.checkpoint;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The SDK's checkpoint store on anything that keeps {@link Texts}. Safe on any thread. */
public final class TextCheckpointStore implements CheckpointStore, AutoCloseable {
    static final String OWNERSHIP = "ownership";
    private static final String CHECKPOINTS = "checkpoints";

    private final Texts texts;

    TextCheckpointStore(Texts texts) {
        this.texts = texts;
    }

    @Override
    public Flux<PartitionOwnership> listOwnership(
            String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        Group group = new Group(fullyQualifiedNamespace, eventHubName, consumerGroup);
        return all(OWNERSHIP, group)
                .map(entry -> Claim.parse(entry.getValue()).ownership(new Partition(group, entry.getKey())));
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> requestedPartitionOwnerships) {
        return Flux.fromIterable(requestedPartitionOwnerships).concatMap(this::claim);
    }

    private Mono<PartitionOwnership> claim(PartitionOwnership wanted) {
        Partition partition = Partition.of(wanted);
        String etag = UUID.randomUUID().toString();
        String owner = wanted.getOwnerId() == null ? "" : wanted.getOwnerId();
        return texts.claim(
                        OWNERSHIP + "|" + partition.group().key(),
                        partition.id(),
                        Optional.ofNullable(wanted.getETag()).orElse(""),
                        etag,
                        owner)
                .map(claimedAt -> new Claim(etag, claimedAt, owner).ownership(partition));
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String fullyQualifiedNamespace, String eventHubName, String consumerGroup) {
        Group group = new Group(fullyQualifiedNamespace, eventHubName, consumerGroup);
        return all(CHECKPOINTS, group)
                .map(entry -> Progress.parse(entry.getValue()).checkpoint(new Partition(group, entry.getKey())));
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        Partition partition = Partition.of(checkpoint);
        return texts.put(
                CHECKPOINTS + "|" + partition.group().key(),
                partition.id(),
                Progress.of(checkpoint).text());
    }

    private Flux<Map.Entry<String, String>> all(String kind, Group group) {
        return texts.all(kind + "|" + group.key()).flatMapIterable(Map::entrySet);
    }

    @Override
    public void close() {
        texts.close();
    }
}
