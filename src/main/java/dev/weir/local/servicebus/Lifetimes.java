package dev.weir.local.servicebus;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Those of the waiting messages whose time to live ends, in the order in which it does. The others cost nothing. */
final class Lifetimes {
    private final TreeSet<Message> messages =
            new TreeSet<>(Comparator.comparingLong(Message::expiresAt).thenComparingLong(Message::sequenceNumber));

    void add(Message message) {
        if (message.expiresAt() != Message.NEVER) {
            messages.add(message);
        }
    }

    void remove(Message message) {
        if (message.expiresAt() != Message.NEVER) {
            messages.remove(message);
        }
    }

    /** Removes and returns one message past its time; null when there is none. */
    @Nullable
    Message expire(long now) {
        return nextExpiry() <= now ? messages.pollFirst() : null;
    }

    /** When the next one expires, in milliseconds since the epoch; {@link Message#NEVER} when none does. */
    long nextExpiry() {
        return messages.isEmpty() ? Message.NEVER : messages.first().expiresAt();
    }
}
