package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.Loop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How messages come into one queue: those that are no duplicates and have room get a number, and wait for a receiver or
 * for their time, or are forwarded. Loop only.
 */
final class Arrivals {
    private final String path;
    private final EntitySettings settings;
    private final Quota quota;
    private final Optional<Departures> departures;
    private final Contents contents;
    private final Settlements settlements;
    private final SequenceNumbers numbers;
    private final Loop loop;
    private Optional<DuplicateHistory> duplicates = Optional.empty();

    Arrivals(
            String path,
            EntitySettings settings,
            Quota quota,
            Optional<Departures> departures,
            Contents contents,
            Settlements settlements,
            SequenceNumbers numbers,
            Loop loop) {
        this.path = path;
        this.settings = settings;
        this.quota = quota;
        this.departures = departures;
        this.contents = contents;
        this.settlements = settlements;
        this.numbers = numbers;
        this.loop = loop;
    }

    /** From now on drops messages that were sent already. */
    void detectDuplicates(DuplicateHistory history) {
        duplicates = Optional.of(history);
    }

    /**
     * Takes all messages in, or none and says why. Duplicates are dropped.
     *
     * @param taken gets the sequence number of each message; 0 for a duplicate
     */
    Optional<AmqpError> take(List<SentMessage> messages, List<Long> taken) {
        long now = loop.now();
        List<SentMessage> fresh = duplicates.isPresent() ? duplicates.get().unseen(messages, now) : messages;
        long size = 0;
        for (SentMessage message : fresh) {
            size += message.size();
        }
        if (!quota.take(fresh.size(), size)) {
            return full();
        }
        duplicates.ifPresent(history -> history.remember(fresh, now));
        int next = 0;
        for (SentMessage message : messages) {
            if (next < fresh.size() && fresh.get(next) == message) {
                next++;
                taken.add(take(message, now));
            } else {
                taken.add(0L);
            }
        }
        return Optional.empty();
    }

    private Optional<AmqpError> full() {
        return Optional.of(new AmqpError(
                AmqpError.RESOURCE_LIMIT_EXCEEDED, "the quota of '" + path + "' is used up: receive messages"));
    }

    private long take(SentMessage sent, long now) {
        if (sent.scheduledAt() <= now) {
            return arrive(sent, now);
        }
        long number = numbers.next(sent);
        contents.put(message(sent, number, now, MessageState.SCHEDULED));
        return number;
    }

    /** Takes a message in as a dead letter; says why when there is no room for it. */
    Optional<AmqpError> takeDeadLetter(SentMessage sent, Map<String, EncodedValue> reason) {
        if (!quota.take(1, sent.size())) {
            return full();
        }
        settlements.bury(message(sent, numbers.next(sent), loop.now(), MessageState.ACTIVE), reason);
        return Optional.empty();
    }

    /** The time of a scheduled message has come; false when there is none. */
    boolean comeOne(long now) {
        Message due = contents.schedule().due(now);
        if (due != null) {
            arrive(due.sent(), now);
        }
        return due != null;
    }

    /** A message has come whose room is taken: it is forwarded, or becomes available. */
    private long arrive(SentMessage sent, long now) {
        long number = numbers.next(sent);
        Message message = message(sent, number, now, MessageState.ACTIVE);
        if (departures.isEmpty() || !departures.get().forward(message)) {
            if (settings.requiresSession() && sent.sessionId().isEmpty()) {
                settlements.bury(message, DeadLetters.WITHOUT_SESSION);
            } else {
                contents.put(message);
            }
        }
        return number;
    }

    private Message message(SentMessage sent, long number, long now, MessageState state) {
        return new Message(sent, number, now, settings.defaultTimeToLive().toMillis(), state);
    }
}
