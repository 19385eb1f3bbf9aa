package dev.weir.checkpoint;

import com.azure.messaging.eventhubs.models.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition has come, as a store keeps it. Immutable.
 *
 * @param sequence the last event's sequence number, as text; empty where it was not given
 * @param offset the last event's offset; empty where it was not given
 */
record Progress(String sequence, String offset) {

    static Progress of(Checkpoint checkpoint) {
        if (checkpoint.getSequenceNumber() == null && checkpoint.getOffsetString() == null) {
            throw new IllegalArgumentException("A checkpoint of partition " + checkpoint.getPartitionId()
                    + " must have a sequence number or an offset");
        }
        return new Progress(text(checkpoint.getSequenceNumber()), text(checkpoint.getOffsetString()));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** One text, since a store keeps texts. */
    String text() {
        return sequence + "\n" + offset;
    }

    static Progress parse(String text) {
        int end = text.indexOf('\n');
        if (end < 0) {
            throw new IllegalStateException("An entry of the checkpoint store is no checkpoint; it was written by"
                    + " something else, and the store has to be another one");
        }
        return new Progress(text.substring(0, end), text.substring(end + 1));
    }

    Checkpoint checkpoint(Partition partition) {
        Checkpoint checkpoint = new Checkpoint()
                .setFullyQualifiedNamespace(partition.group().namespace())
                .setEventHubName(partition.group().hub())
                .setConsumerGroup(partition.group().name())
                .setPartitionId(partition.id());
        if (!sequence.isEmpty()) {
            checkpoint.setSequenceNumber(Long.valueOf(sequence));
        }
        if (!offset.isEmpty()) {
            checkpoint.setOffsetString(offset);
        }
        return checkpoint;
    }
}
