package dev.weir.local.servicebus;

import java.util.Comparator;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages whose time has not come, by their time and by the sequence number they have until then. */
final class Schedule {
    private final TreeMap<Long, Message> byNumber = new TreeMap<>();
    private final TreeSet<Message> byTime =
            new TreeSet<>(Comparator.comparingLong(Schedule::time).thenComparingLong(Message::sequenceNumber));

    private static long time(Message message) {
        return message.sent().scheduledAt();
    }

    void add(Message message) {
        byNumber.put(message.sequenceNumber(), message);
        byTime.add(message);
    }

    boolean contains(long sequenceNumber) {
        return byNumber.containsKey(sequenceNumber);
    }

    /** Removes and returns a message; null when there is none of this number. */
    @Nullable
    Message cancel(long sequenceNumber) {
        Message message = byNumber.remove(sequenceNumber);
        if (message != null) {
            byTime.remove(message);
        }
        return message;
    }

    /** Removes and returns one message whose time has come; null when there is none. */
    @Nullable
    Message due(long now) {
        if (nextTime() > now) {
            return null;
        }
        Message first = byTime.first();
        return cancel(first.sequenceNumber());
    }

    /** When the next one is due, in milliseconds since the epoch; {@link Message#NEVER} when none is. */
    long nextTime() {
        return byTime.isEmpty() ? Message.NEVER : time(byTime.first());
    }

    Stream<Message> from(long sequenceNumber) {
        return byNumber.tailMap(sequenceNumber).values().stream();
    }

    int size() {
        return byNumber.size();
    }
}
