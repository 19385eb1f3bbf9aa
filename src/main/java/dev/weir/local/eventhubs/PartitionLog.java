package dev.weir.local.eventhubs;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The events of one partition in the order of their sequence numbers, which begin at 0 and have no holes. An event's
 * offset is the number of bytes that were written before it. What retention has ended is gone at the next call.
 */
final class PartitionLog {
    private final Retention retention;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private long first;
    private long end;
    private long endOffset;
    private long lastOffset = -1;
    private long lastTime = Long.MIN_VALUE;

    PartitionLog(Retention retention) {
        this.retention = retention;
    }

    /** Adds an event and returns its sequence number. */
    long append(SentEvent event, long now) {
        // Enqueued times never fall, though a clock may: positions by time rest on their order.
        long time = Math.max(now, lastTime);
        byte[] head = event.head(end, endOffset, time);
        int size = head.length + event.bareSize();
        Segment last = segments.isEmpty() ? null : segments.lastEntry().getValue();
        if (last == null || !last.takes(size)) {
            last = new Segment(end, endOffset);
            segments.put(end, last);
        }
        last.append(head, event.source(), event.bareFrom(), event.bareTo(), time);
        lastTime = time;
        lastOffset = endOffset;
        endOffset += size;
        long sequence = end++;
        trim(now);
        return sequence;
    }

    /** Forgets what retention does not keep. */
    void trim(long now) {
        long oldest = now - retention.maxAge().toMillis();
        while (first < end && (isExpired(oldest) || isTooMuch())) {
            first++;
            if (first == segments.firstEntry().getValue().end()) {
                segments.pollFirstEntry();
            }
        }
    }

    private boolean isExpired(long oldest) {
        return segment(first).time(first) <= oldest;
    }

    private boolean isTooMuch() {
        return end - first > 1 && (end - first > retention.maxEvents() || bytes() > retention.maxBytes());
    }

    /** The segment with an event that is kept. */
    Segment segment(long sequence) {
        Map.Entry<Long, Segment> found = segments.floorEntry(sequence);
        if (found == null || !found.getValue().holds(sequence)) {
            throw new IllegalArgumentException(
                    "event " + sequence + " is not kept; those from " + first + " to " + end + " are");
        }
        return found.getValue();
    }

    /** The sequence number of the first event after an offset; {@link #end} when there is none. */
    long after(long offset) {
        return firstWhere(sequence -> segment(sequence).offset(sequence) > offset);
    }

    /** The sequence number of the first event that was enqueued after a time; {@link #end} when there is none. */
    long afterTime(long millis) {
        return firstWhere(sequence -> segment(sequence).time(sequence) > millis);
    }

    // Both offsets and times rise with the sequence number.
    private long firstWhere(LongPredicate isAfter) {
        long low = first;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isAfter.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The sequence number of the oldest event that is kept; that of the next event when none is. */
    long first() {
        return first;
    }

    /** The sequence number of the next event. */
    long end() {
        return end;
    }

    /** The offset of the newest event, kept or not; -1 when there was none. */
    long lastOffset() {
        return lastOffset;
    }

    /** When the newest event was enqueued, in milliseconds since the epoch; only when there was one. */
    long lastTime() {
        return lastTime;
    }

    /** Encoded size of what is kept. */
    long bytes() {
        return first == end ? 0 : endOffset - segment(first).offset(first);
    }
}
