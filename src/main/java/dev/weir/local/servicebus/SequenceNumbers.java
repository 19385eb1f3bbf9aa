package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedValue;
import java.util.Optional;

/**
 * Numbers the messages of an entity. A partitioned entity has a count for each partition, and the partition in the top
 * 16 bits, so that numbers of two partitions tell nothing about the order of their messages.
 */
final class SequenceNumbers {
    static final int PARTITION_SHIFT = 48;

    private static final int PARTITIONS = 16; // As many as Azure gives an entity of the standard tier.

    private final long[] last;

    SequenceNumbers(boolean partitioned) {
        last = new long[partitioned ? PARTITIONS : 1];
    }

    boolean partitioned() {
        return last.length > 1;
    }

    long next(SentMessage message) {
        int partition = partitioned() ? partition(message) : 0;
        return (long) partition << PARTITION_SHIFT | ++last[partition];
    }

    // The session decides before the partition key, and both before the message id, as Azure documents it.
    private int partition(SentMessage message) {
        Optional<String> key = message.sessionId().or(message::partitionKey);
        int hash = key.isPresent()
                ? key.get().hashCode()
                : message.messageId().map(EncodedValue::hashCode).orElse(0);
        return Math.floorMod(hash ^ hash >>> 16, last.length);
    }
}
