package dev.weir.source.servicebus;

import dev.weir.event.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scopes of a Service Bus entity. A partitioned one has the partition in the top 16 bits of the sequence number, and
 * numbers of two partitions don't compare (Service Bus documentation, "Message sequencing and timestamps").
 */
final class Scopes {
    private static final int PARTITION_SHIFT = 48;
    private static final long WITHIN_PARTITION = (1L << PARTITION_SHIFT) - 1;

    private final String source;
    private final String incarnation;
    private final Map<Long, Scope> byPartition = new ConcurrentHashMap<>();

    Scopes(String source, String incarnation) {
        this.source = source;
        this.incarnation = incarnation;
    }

    Scope scope(long sequenceNumber) {
        return byPartition.computeIfAbsent(
                sequenceNumber >>> PARTITION_SHIFT,
                partition -> new Scope(source, incarnation, Long.toString(partition)));
    }

    static long withinPartition(long sequenceNumber) {
        return sequenceNumber & WITHIN_PARTITION;
    }
}
