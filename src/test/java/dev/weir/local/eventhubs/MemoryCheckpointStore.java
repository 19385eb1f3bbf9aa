package dev.weir.local.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Checkpoints and ownership of one hub and group in memory, claimed by compare-and-set on the entity tag. */
final class MemoryCheckpointStore implements CheckpointStore {
    private final Map<String, PartitionOwnership> owners = new HashMap<>();
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();

    @Override
    public synchronized Flux<PartitionOwnership> listOwnership(String namespace, String hub, String group) {
        return Flux.fromIterable(List.copyOf(owners.values()));
    }

    @Override
    public synchronized Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> claims) {
        List<PartitionOwnership> claimed = new ArrayList<>();
        for (PartitionOwnership claim : claims) {
            PartitionOwnership held = owners.get(claim.getPartitionId());
            if (Objects.equals(held == null ? null : held.getETag(), claim.getETag())) {
                PartitionOwnership owner = new PartitionOwnership()
                        .setFullyQualifiedNamespace(claim.getFullyQualifiedNamespace())
                        .setEventHubName(claim.getEventHubName())
                        .setConsumerGroup(claim.getConsumerGroup())
                        .setPartitionId(claim.getPartitionId())
                        .setOwnerId(claim.getOwnerId())
                        .setLastModifiedTime(System.currentTimeMillis())
                        .setETag(UUID.randomUUID().toString());
                owners.put(claim.getPartitionId(), owner);
                claimed.add(owner);
            }
        }
        return Flux.fromIterable(claimed);
    }

    @Override
    public synchronized Flux<Checkpoint> listCheckpoints(String namespace, String hub, String group) {
        return Flux.fromIterable(List.copyOf(checkpoints.values()));
    }

    @Override
    public synchronized Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.getPartitionId(), checkpoint);
        return Mono.empty();
    }

    /** How many partitions each owner has. */
    synchronized Map<String, Integer> shares() {
        Map<String, Integer> shares = new HashMap<>();
        owners.values().stream()
                .filter(owner -> !owner.getOwnerId().isEmpty())
                .forEach(owner -> shares.merge(owner.getOwnerId(), 1, Integer::sum));
        return shares;
    }
}
