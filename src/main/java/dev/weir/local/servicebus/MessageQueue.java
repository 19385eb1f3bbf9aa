package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue, or of its dead letters: available in the order of their sequence numbers, or locked. A
 * message whose receiver was lost stays locked until the lock expires, and that delivery counts; Azure does the same.
 */
final class MessageQueue implements Intake {
    static final String REASON = "DeadLetterReason";
    static final String DESCRIPTION = "DeadLetterErrorDescription";

    private final String path;
    private final int maxDeliveryCount;
    private final Quota quota;
    private final Optional<MessageQueue> deadLetters;
    private final Loop loop;
    private final TreeMap<Long, Message> available = new TreeMap<>();
    private final Locks locks;
    private Runnable onAvailable = () -> {};
    private long lastSequenceNumber;
    private boolean expiryScheduled;

    private MessageQueue(
            String path, EntitySettings settings, Quota quota, Optional<MessageQueue> deadLetters, Loop loop) {
        this.path = path;
        this.maxDeliveryCount = settings.maxDeliveryCount();
        this.quota = quota;
        this.deadLetters = deadLetters;
        this.loop = loop;
        this.locks = new Locks(settings.lockDuration());
    }

    /**
     * A queue, or the queue of a subscription, with its dead-letter sub-queue.
     *
     * @param path {@code orders}, or {@code topic/Subscriptions/name}
     * @param partitioned whether its sequence numbers name partitions
     * @param quota its room, which several subscriptions may share
     * @param directory where it finds what it forwards to
     */
    static MessageQueue create(
            String path, EntitySettings settings, boolean partitioned, Quota quota, Directory directory, Loop loop) {
        MessageQueue deadLetters =
                new MessageQueue(path + "/$DeadLetterQueue", settings, quota, Optional.empty(), loop);
        return new MessageQueue(path, settings, quota, Optional.of(deadLetters), loop);
    }

    String path() {
        return path;
    }

    /** The dead-letter sub-queue; a dead-letter sub-queue has none. */
    Optional<MessageQueue> deadLetters() {
        return deadLetters;
    }

    /** Sets what is called when a message may have become available. */
    void onAvailable(Runnable listener) {
        onAvailable = listener;
    }

    @Override
    public Optional<AmqpError> enqueue(List<SentMessage> messages) {
        long size = 0;
        for (SentMessage message : messages) {
            size += message.size();
        }
        if (!quota.take(messages.size(), size)) {
            return Optional.of(new AmqpError(
                    AmqpError.RESOURCE_LIMIT_EXCEEDED, "the quota of '" + path + "' is used up: receive messages"));
        }
        long now = loop.now();
        for (SentMessage message : messages) {
            long sequenceNumber = ++lastSequenceNumber;
            available.put(sequenceNumber, new Message(message, sequenceNumber, now));
        }
        onAvailable.run();
        return Optional.empty();
    }

    boolean hasAvailable() {
        return !available.isEmpty();
    }

    /** Locks the first available message; null when there is none. */
    @Nullable
    PeekLock lockNext() {
        long now = loop.now();
        Message message = pollAlive(now);
        if (message == null) {
            return null;
        }
        PeekLock lock = locks.take(message, now);
        scheduleExpiry();
        return lock;
    }

    /** Removes the first available message for good; null when there is none. */
    @Nullable
    Message takeNext() {
        Message message = pollAlive(loop.now());
        if (message != null) {
            quota.give(message.size());
        }
        return message;
    }

    // A message past its time to live is dropped when it comes to be delivered, which is when Azure looks as well.
    private @Nullable Message pollAlive(long now) {
        while (true) {
            Map.Entry<Long, Message> first = available.pollFirstEntry();
            if (first == null) {
                return null;
            }
            Message message = first.getValue();
            if (!message.isExpired(now)) {
                return message;
            }
            quota.give(message.size());
        }
    }

    /** Up to {@code count} messages from a sequence number on, locked ones included. */
    List<Message> peek(long fromSequenceNumber, int count) {
        return Stream.concat(
                        available.tailMap(fromSequenceNumber).values().stream().limit(count),
                        locks.held().stream()
                                .map(PeekLock::message)
                                .filter(message -> message.sequenceNumber() >= fromSequenceNumber))
                .sorted(Comparator.comparingLong(Message::sequenceNumber))
                .limit(count)
                .toList();
    }

    /** A lock that is held now; null when it is not, or no longer. */
    @Nullable
    PeekLock held(UUID token) {
        expireDue();
        return locks.find(token);
    }

    /** Prolongs a lock, and returns its new end; empty when it was lost. */
    OptionalLong renew(UUID token) {
        PeekLock lock = held(token);
        if (lock == null) {
            return OptionalLong.empty();
        }
        locks.renew(lock, loop.now());
        return OptionalLong.of(lock.until());
    }

    /** Removes the message; false when the lock was lost. So do the other ways to settle. */
    boolean complete(PeekLock lock) {
        if (!giveBack(lock)) {
            return false;
        }
        quota.give(lock.message().size());
        return true;
    }

    boolean abandon(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        returnAfterDelivery(change(lock.message(), properties));
        return true;
    }

    /** Makes the message available again as if it had not been delivered. */
    boolean release(PeekLock lock) {
        if (!giveBack(lock)) {
            return false;
        }
        makeAvailable(lock.message());
        return true;
    }

    /** Moves the message to the dead letters; a dead letter stays where it is, with the properties. */
    boolean deadLetter(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        deadLetters.orElse(this).makeAvailable(change(lock.message(), properties));
        return true;
    }

    private boolean giveBack(PeekLock lock) {
        if (lock.until() <= loop.now()) {
            expireDue();
        }
        return locks.giveBack(lock);
    }

    private Message change(Message message, Map<String, EncodedValue> properties) {
        Message changed = message.with(properties);
        quota.resize(changed.size() - message.size());
        return changed;
    }

    private void returnAfterDelivery(Message message) {
        int deliveries = message.countDelivery();
        if (deadLetters.isPresent() && deliveries >= maxDeliveryCount) {
            Map<String, EncodedValue> reason = Map.of(
                    REASON, EncodedValue.of("MaxDeliveryCountExceeded"),
                    DESCRIPTION,
                            EncodedValue.of(
                                    "Message could not be consumed after " + deliveries + " delivery attempts."));
            deadLetters.get().makeAvailable(change(message, reason));
        } else {
            makeAvailable(message);
        }
    }

    private void makeAvailable(Message message) {
        available.put(message.sequenceNumber(), message);
        onAvailable.run();
    }

    /** Returns what is locked past its time. */
    void expireDue() {
        long now = loop.now();
        List<Message> expired = new ArrayList<>();
        for (PeekLock lock = locks.expire(now); lock != null; lock = locks.expire(now)) {
            expired.add(lock.message());
        }
        expired.forEach(this::returnAfterDelivery);
    }

    private void scheduleExpiry() {
        if (!expiryScheduled && locks.size() > 0) {
            expiryScheduled = true;
            long delay = Math.max(1, locks.nextExpiry() - loop.now());
            loop.schedule(
                    () -> {
                        expiryScheduled = false;
                        expireDue();
                        scheduleExpiry();
                    },
                    Duration.ofMillis(delay));
        }
    }

    int activeCount() {
        return available.size();
    }

    int lockedCount() {
        return locks.size();
    }
}
