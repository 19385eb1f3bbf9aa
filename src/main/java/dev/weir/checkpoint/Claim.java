package dev.weir.checkpoint;

import com.azure.messaging.eventhubs.models.PartitionOwnership;

/**
 * Who owns a partition, as a store keeps it. Immutable.
 *
 * @param etag new with each claim; a claim counts only where the claimant knew the one before
 * @param claimedAt milliseconds since 1970, by the store's clock
 * @param owner the processor's id; empty where it gave the partition up
 */
record Claim(String etag, long claimedAt, String owner) {
    private static final int PARTS = 3;

    /** One text, since a store keeps texts. */
    String text() {
        return etag + "\n" + claimedAt + "\n" + owner;
    }

    static Claim parse(String text) {
        String[] parts = text.split("\n", PARTS);
        if (parts.length != PARTS) {
            throw new IllegalStateException("An entry of the checkpoint store is no claim of a partition; it was"
                    + " written by something else, and the store has to be another one");
        }
        return new Claim(parts[0], Long.parseLong(parts[1]), parts[2]);
    }

    PartitionOwnership ownership(Partition partition) {
        return new PartitionOwnership()
                .setFullyQualifiedNamespace(partition.group().namespace())
                .setEventHubName(partition.group().hub())
                .setConsumerGroup(partition.group().name())
                .setPartitionId(partition.id())
                .setOwnerId(owner)
                .setLastModifiedTime(claimedAt)
                .setETag(etag);
    }
}
