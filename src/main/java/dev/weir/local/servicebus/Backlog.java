package dev.weir.local.servicebus;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for a receiver, in the order of their sequence numbers. Partitions take turns, each in its own
 * order.
 */
final class Backlog {
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final boolean partitioned;
    private long lastPartition = -1;

    Backlog(boolean partitioned) {
        this.partitioned = partitioned;
    }

    void add(Message message) {
        messages.put(message.sequenceNumber(), message);
    }

    boolean remove(Message message) {
        return messages.remove(message.sequenceNumber(), message);
    }

    /** Removes and returns the next message; null when there is none. */
    @Nullable
    Message poll() {
        if (!partitioned) {
            Map.Entry<Long, Message> first = messages.pollFirstEntry();
            return first == null ? null : first.getValue();
        }
        Map.Entry<Long, Message> next = messages.ceilingEntry(lastPartition + 1 << SequenceNumbers.PARTITION_SHIFT);
        if (next == null) {
            next = messages.firstEntry();
        }
        if (next == null) {
            return null;
        }
        lastPartition = next.getKey() >>> SequenceNumbers.PARTITION_SHIFT;
        messages.remove(next.getKey());
        return next.getValue();
    }

    /** The messages from a sequence number on, in order. */
    Stream<Message> from(long sequenceNumber) {
        return messages.tailMap(sequenceNumber).values().stream();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    int size() {
        return messages.size();
    }
}
