package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The message ids of the last while: a message whose id is among them was sent already. A partitioned entity takes one
 * id under two partition keys, or in two sessions, for two messages. At most a million ids are remembered; the oldest
 * are forgotten first.
 */
final class DuplicateHistory {
    private static final int LIMIT = 1_000_000;

    private final Map<Key, Long> untilById = new LinkedHashMap<>();
    private final long window;
    private final boolean partitioned;

    DuplicateHistory(Duration window, boolean partitioned) {
        this.window = window.toMillis();
        this.partitioned = partitioned;
    }

    /** Those messages that were not sent before, and not before in this batch. */
    List<SentMessage> unseen(List<SentMessage> messages, long now) {
        forget(now);
        Set<Key> batch = new HashSet<>();
        List<SentMessage> unseen = new ArrayList<>(messages.size());
        for (SentMessage message : messages) {
            Key key = key(message);
            if (!untilById.containsKey(key) && batch.add(key)) {
                unseen.add(message);
            }
        }
        return unseen;
    }

    void remember(List<SentMessage> messages, long now) {
        messages.forEach(message -> untilById.put(key(message), now + window));
        forget(now);
    }

    private void forget(long now) {
        Iterator<Long> ends = untilById.values().iterator();
        while (ends.hasNext() && (ends.next() <= now || untilById.size() > LIMIT)) {
            ends.remove();
        }
    }

    private Key key(SentMessage message) {
        return new Key(
                message.messageId(), partitioned ? message.sessionId().or(message::partitionKey) : Optional.empty());
    }

    private record Key(Optional<EncodedValue> messageId, Optional<String> partition) {}
}
