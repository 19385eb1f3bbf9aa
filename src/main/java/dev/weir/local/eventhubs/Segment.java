package dev.weir.local.eventhubs;

import java.util.Arrays;

/**
 * A run of events as they are delivered, one behind the other in one array. What is written is never changed, so
 * deliveries refer to the array instead of copying it.
 */
final class Segment {
    // Below half a region of G1's smallest, 1 MiB: a larger array would take whole regions of its own.
    private static final int CAPACITY = 256 * 1024 - 64;
    private static final int SMALLEST = 4 * 1024;

    private final long firstSequence;
    private final long firstOffset;
    private byte[] bytes;
    private int used;
    private int[] ends = new int[16];
    private long[] times = new long[16];
    private int count;

    Segment(long firstSequence, long firstOffset) {
        this.firstSequence = firstSequence;
        this.firstOffset = firstOffset;
        this.bytes = new byte[SMALLEST];
    }

    /** Whether an event of this size belongs into this segment: only the first may exceed what a segment holds. */
    boolean takes(int size) {
        return count == 0 || used + size <= CAPACITY;
    }

    void append(byte[] head, byte[] source, int from, int to, long time) {
        int size = head.length + to - from;
        if (used + size > bytes.length) {
            int doubled = Math.min(CAPACITY, bytes.length * 2);
            bytes = Arrays.copyOf(bytes, Math.max(doubled, used + size));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            times = Arrays.copyOf(times, count * 2);
        }
        System.arraycopy(head, 0, bytes, used, head.length);
        System.arraycopy(source, from, bytes, used + head.length, to - from);
        used += size;
        ends[count] = used;
        times[count] = time;
        count++;
    }

    boolean holds(long sequence) {
        return sequence >= firstSequence && sequence < firstSequence + count;
    }

    /** The sequence number of the first event. */
    long first() {
        return firstSequence;
    }

    /** One past the sequence number of the last event. */
    long end() {
        return firstSequence + count;
    }

    /** The array that holds the event from {@link #from} to {@link #to}. */
    byte[] bytes() {
        return bytes;
    }

    int from(long sequence) {
        int index = index(sequence);
        return index == 0 ? 0 : ends[index - 1];
    }

    int to(long sequence) {
        return ends[index(sequence)];
    }

    long offset(long sequence) {
        return firstOffset + from(sequence);
    }

    /** Milliseconds since the epoch. */
    long time(long sequence) {
        return times[index(sequence)];
    }

    private int index(long sequence) {
        return (int) (sequence - firstSequence);
    }
}
