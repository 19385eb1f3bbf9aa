package dev.weir.checkpoint;

import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;

/** A partition as one consumer group reads it: what an entry of a store is about. Immutable. */
record Partition(Group group, String id) {

    static Partition of(PartitionOwnership ownership) {
        return new Partition(
                new Group(
                        ownership.getFullyQualifiedNamespace(),
                        ownership.getEventHubName(),
                        ownership.getConsumerGroup()),
                ownership.getPartitionId());
    }

    static Partition of(Checkpoint checkpoint) {
        return new Partition(
                new Group(
                        checkpoint.getFullyQualifiedNamespace(),
                        checkpoint.getEventHubName(),
                        checkpoint.getConsumerGroup()),
                checkpoint.getPartitionId());
    }
}
