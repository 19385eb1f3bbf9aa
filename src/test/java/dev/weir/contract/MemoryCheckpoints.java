package dev.weir.contract;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A checkpoint store in memory, for one hub and consumer group. An ownership is claimed by the tag that it was read with. */
final class MemoryCheckpoints implements CheckpointStore {
    private final Map<String, PartitionOwnership> ownerships = new ConcurrentHashMap<>();
    private final Map<String, Checkpoint> checkpoints = new ConcurrentHashMap<>();

    @Override
    public Flux<PartitionOwnership> listOwnership(String namespace, String hub, String group) {
        return Flux.fromIterable(List.copyOf(ownerships.values()));
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> requested) {
        return Flux.fromIterable(requested).mapNotNull(this::claim);
    }

    private synchronized PartitionOwnership claim(PartitionOwnership request) {
        PartitionOwnership current = ownerships.get(request.getPartitionId());
        if (current != null && !current.getETag().equals(request.getETag())) {
            return null;
        }
        request.setETag(UUID.randomUUID().toString()).setLastModifiedTime(System.currentTimeMillis());
        ownerships.put(request.getPartitionId(), request);
        return request;
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String namespace, String hub, String group) {
        return Flux.fromIterable(List.copyOf(checkpoints.values()));
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return Mono.fromRunnable(() -> checkpoints.put(checkpoint.getPartitionId(), checkpoint));
    }
}
