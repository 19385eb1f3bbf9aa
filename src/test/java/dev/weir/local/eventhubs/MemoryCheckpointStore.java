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

/**
 * Checkpoints and ownership of one hub and group in memory, claimed by compare-and-set on the entity tag. Everything is
 * read and written on subscription: a greedy processor subscribes to one list of owners again and again, and would
 * otherwise steal by what was so before it stole.
 */
final class MemoryCheckpointStore implements CheckpointStore {
    private final Map<String, PartitionOwnership> owners = new HashMap<>();
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();

    @Override
    public Flux<PartitionOwnership> listOwnership(String namespace, String hub, String group) {
        return Flux.defer(() -> Flux.fromIterable(owners()));
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> claims) {
        return Flux.defer(() -> Flux.fromIterable(claim(claims)));
    }

    private synchronized List<PartitionOwnership> owners() {
        return List.copyOf(owners.values());
    }

    private synchronized List<PartitionOwnership> claim(List<PartitionOwnership> claims) {
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
        return claimed;
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String namespace, String hub, String group) {
        return Flux.defer(() -> Flux.fromIterable(checkpoints()));
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return Mono.fromRunnable(() -> keep(checkpoint));
    }

    private synchronized List<Checkpoint> checkpoints() {
        return List.copyOf(checkpoints.values());
    }

    private synchronized void keep(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.getPartitionId(), checkpoint);
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
