package dev.weir.local.servicebus;

import dev.weir.local.amqp.Alarm;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A queue, the queue of a subscription, or the dead letters of either: what happens to its messages, and when. A
 * message whose receiver was lost stays locked until the lock expires, and that delivery counts; Azure does the same.
 */
final class MessageQueue implements Intake {
    // So that a million messages that expire together do not hold up the connections.
    private static final int EXPIRIES_AT_A_TIME = 1000;

    private final String path;
    private final EntitySettings settings;
    private final Quota quota;
    private final SequenceNumbers numbers;
    private final Optional<Departures> departures;
    private final Loop loop;
    private final Contents contents;
    private final Alarm alarm;
    private Optional<DuplicateHistory> duplicates = Optional.empty();
    private Runnable onAvailable = () -> {};

    private MessageQueue(
            String path,
            EntitySettings settings,
            boolean partitioned,
            Quota quota,
            Optional<Departures> departures,
            Loop loop) {
        this.path = path;
        this.settings = settings;
        this.quota = quota;
        this.numbers = new SequenceNumbers(partitioned);
        this.departures = departures;
        this.loop = loop;
        this.contents = new Contents(settings, partitioned, departures.isPresent());
        this.alarm = new Alarm(loop, this::awake);
    }

    /**
     * A queue, or the queue of a subscription, with its dead-letter sub-queues.
     *
     * @param path {@code orders}, or {@code topic/Subscriptions/name}
     * @param partitioned whether its sequence numbers name partitions
     * @param quota its room, which several subscriptions may share
     * @param directory where it finds what it forwards to
     */
    static MessageQueue create(
            String path, EntitySettings settings, boolean partitioned, Quota quota, Directory directory, Loop loop) {
        // Dead letters have no time to live, no sessions and no limit of deliveries.
        EntitySettings below = EntitySettings.defaults().withLockDuration(settings.lockDuration());
        Departures departures = new Departures(
                settings,
                quota,
                new Forwarding(path, directory),
                new MessageQueue(path + "/$DeadLetterQueue", below, partitioned, quota, Optional.empty(), loop),
                new MessageQueue(
                        path + "/$Transfer/$DeadLetterQueue", below, partitioned, quota, Optional.empty(), loop));
        return new MessageQueue(path, settings, partitioned, quota, Optional.of(departures), loop);
    }

    String path() {
        return path;
    }

    EntitySettings settings() {
        return settings;
    }

    /** The dead-letter sub-queue; a dead-letter sub-queue has none. */
    Optional<MessageQueue> deadLetters() {
        return departures.map(Departures::deadLetters);
    }

    /** The messages that could not be forwarded; a dead-letter sub-queue has none. */
    Optional<MessageQueue> transferDeadLetters() {
        return departures.map(Departures::transferDeadLetters);
    }

    Optional<Sessions> sessions() {
        return contents.sessions();
    }

    /** Sets what is called when a message may have become available, other than in a session. */
    void onAvailable(Runnable listener) {
        onAvailable = listener;
    }

    /** From now on drops messages that were sent already. */
    void detectDuplicates(DuplicateHistory history) {
        duplicates = Optional.of(history);
    }

    @Override
    public Optional<AmqpError> enqueue(List<SentMessage> messages) {
        return enqueue(messages, new ArrayList<>(messages.size()));
    }

    /**
     * Takes all messages in, or none and says why. Duplicates are dropped.
     *
     * @param taken gets the sequence number of each message; 0 for a duplicate
     */
    Optional<AmqpError> enqueue(List<SentMessage> messages, List<Long> taken) {
        long now = loop.now();
        List<SentMessage> fresh = duplicates.isPresent() ? duplicates.get().unseen(messages, now) : messages;
        long size = 0;
        for (SentMessage message : fresh) {
            size += message.size();
        }
        if (!quota.take(fresh.size(), size)) {
            return Optional.of(new AmqpError(
                    AmqpError.RESOURCE_LIMIT_EXCEEDED, "the quota of '" + path + "' is used up: receive messages"));
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
        stir();
        return Optional.empty();
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
    Optional<AmqpError> enqueueDeadLetter(SentMessage sent, Map<String, EncodedValue> reason) {
        if (!quota.take(1, sent.size())) {
            return Optional.of(new AmqpError(
                    AmqpError.RESOURCE_LIMIT_EXCEEDED, "the quota of '" + path + "' is used up: receive messages"));
        }
        bury(message(sent, numbers.next(sent), loop.now(), MessageState.ACTIVE), reason);
        return Optional.empty();
    }

    private Message message(SentMessage sent, long number, long now, MessageState state) {
        return new Message(sent, number, now, settings.defaultTimeToLive().toMillis(), state);
    }

    /** A message has come whose room is taken: it is forwarded, or becomes available. */
    private long arrive(SentMessage sent, long now) {
        long number = numbers.next(sent);
        Message message = message(sent, number, now, MessageState.ACTIVE);
        if (departures.isEmpty() || !departures.get().forward(message)) {
            if (settings.requiresSession() && sent.sessionId().isEmpty()) {
                bury(message, DeadLetters.WITHOUT_SESSION);
            } else {
                contents.put(message);
            }
        }
        return number;
    }

    /** Something may have become available, or fall due earlier than all else. */
    private void stir() {
        alarmFor(contents.nextDue());
        onAvailable.run();
    }

    private void alarmFor(long due) {
        if (due != Message.NEVER) {
            alarm.setFor(due);
        }
    }

    /** Withdraws scheduled messages; false, and none is, when one of them is not scheduled. */
    boolean cancelScheduled(List<Long> sequenceNumbers) {
        if (!sequenceNumbers.stream().allMatch(contents.schedule()::contains)) {
            return false;
        }
        for (long number : sequenceNumbers) {
            Message message = contents.schedule().cancel(number);
            if (message != null) {
                quota.give(message.size());
            }
        }
        return true;
    }

    boolean hasAvailable() {
        return contents.hasWaiting();
    }

    /** Locks the first available message, of a session where there are any; null when there is none. */
    @Nullable
    PeekLock lockNext(@Nullable Session session) {
        long now = loop.now();
        Message message = pollAlive(session, now);
        if (message == null) {
            return null;
        }
        PeekLock lock = contents.lock(message, session, now);
        alarm.setFor(lock.until());
        return lock;
    }

    /** Removes the first available message for good, of a session where there are any; null when there is none. */
    @Nullable
    Message takeNext(@Nullable Session session) {
        Message message = pollAlive(session, loop.now());
        if (message != null) {
            quota.give(message.size());
        }
        return message;
    }

    private @Nullable Message pollAlive(@Nullable Session session, long now) {
        while (true) {
            Message message = contents.poll(session);
            if (message == null || message.expiresAt() > now || departures.isEmpty()) {
                return message;
            }
            departures.get().expire(message);
        }
    }

    /** Locks deferred messages; empty, and none is locked, when one of them is not deferred. */
    Optional<List<PeekLock>> lockDeferred(List<Long> sequenceNumbers, @Nullable Session session) {
        long now = loop.now();
        return contents.findDeferred(sequenceNumbers, session)
                .map(messages -> messages.stream()
                        .map(message -> {
                            contents.removeDeferred(message);
                            PeekLock lock = contents.lock(message, session, now);
                            alarm.setFor(lock.until());
                            return lock;
                        })
                        .toList());
    }

    /** Removes deferred messages for good; empty, and none is removed, when one of them is not deferred. */
    Optional<List<Message>> takeDeferred(List<Long> sequenceNumbers, @Nullable Session session) {
        Optional<List<Message>> messages = contents.findDeferred(sequenceNumbers, session);
        messages.ifPresent(taken -> taken.forEach(message -> {
            contents.removeDeferred(message);
            quota.give(message.size());
        }));
        return messages;
    }

    /** Up to {@code count} messages from a sequence number on, of one session perhaps, whatever their state. */
    List<Message> peek(long fromSequenceNumber, int count, Optional<String> sessionId) {
        return contents.peek(fromSequenceNumber, count, sessionId);
    }

    /** A lock that is held now; null when it is not, or no longer. */
    @Nullable
    PeekLock held(UUID token, @Nullable Session session) {
        expireDue();
        return contents.find(token, session);
    }

    /** Prolongs a message's lock, and returns its new end; empty when it was lost. */
    OptionalLong renew(UUID token) {
        PeekLock lock = held(token, null);
        if (lock == null) {
            return OptionalLong.empty();
        }
        contents.locks().renew(lock, loop.now());
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
        change(lock.message(), properties);
        returnAfterDelivery(lock.message());
        stir();
        return true;
    }

    /** Puts the message aside until it is asked for by its sequence number. */
    boolean defer(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        change(lock.message(), properties);
        lock.message().become(MessageState.DEFERRED);
        contents.put(lock.message());
        return true;
    }

    /** Makes the message available again as if it had not been delivered. */
    boolean release(PeekLock lock) {
        if (!giveBack(lock)) {
            return false;
        }
        contents.put(lock.message());
        stir();
        return true;
    }

    /** Moves the message to the dead letters; a dead letter stays where it is, with the properties. */
    boolean deadLetter(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        bury(lock.message(), properties);
        return true;
    }

    private boolean giveBack(PeekLock lock) {
        if (lock.until() <= loop.now()) {
            expireDue();
        }
        return contents.giveBack(lock);
    }

    private void change(Message message, Map<String, EncodedValue> properties) {
        quota.resize(message.change(properties));
    }

    private void returnAfterDelivery(Message message) {
        int deliveries = message.countDelivery();
        if (departures.isPresent() && deliveries >= settings.maxDeliveryCount()) {
            bury(message, DeadLetters.deliveredTooOften(deliveries));
        } else {
            contents.put(message);
        }
    }

    private void bury(Message message, Map<String, EncodedValue> properties) {
        if (departures.isPresent()) {
            departures.get().bury(message, properties);
        } else {
            adopt(message, properties);
        }
    }

    /** Takes in a dead letter, whose room it has already. */
    void adopt(Message message, Map<String, EncodedValue> properties) {
        change(message, properties);
        message.become(MessageState.ACTIVE);
        contents.put(message);
        stir();
    }

    /** Prolongs a session's lock. */
    void renew(Session session) {
        contents.sessions().orElseThrow().renew(session, loop.now());
    }

    /** Sees to it that a session's lock expires. */
    void watch(Session session) {
        alarm.setFor(session.lockedUntil());
    }

    /** Unlocks a session whose holder is done with it; what was delivered and not settled does not count. */
    void release(Session session) {
        contents.sessions().orElseThrow().unlock(session).forEach(contents::put);
        stir();
    }

    private void lose(Session session) {
        Optional<SessionHolder> holder = session.holder();
        contents.sessions().orElseThrow().unlock(session).forEach(this::returnAfterDelivery);
        holder.ifPresent(lost -> lost.lockLost(SessionErrors.lockLost(session.id())));
    }

    private void awake() {
        if (expireSome()) {
            loop.execute(this::awake);
        } else {
            alarmFor(contents.nextDue());
        }
    }

    /** Does what time has made due: locks end, scheduled messages come, messages expire. */
    void expireDue() {
        boolean more;
        do {
            more = expireSome();
        } while (more);
    }

    private boolean expireSome() {
        long now = loop.now();
        if (contents.nextDue() > now) {
            return false;
        }
        int done = 0;
        for (PeekLock lock = contents.locks().expire(now);
                lock != null;
                lock = contents.locks().expire(now)) {
            returnAfterDelivery(lock.message());
        }
        if (contents.sessions().isPresent()) {
            Sessions sessions = contents.sessions().get();
            for (Session lost = sessions.firstExpired(now); lost != null; lost = sessions.firstExpired(now)) {
                lose(lost);
            }
        }
        while (done < EXPIRIES_AT_A_TIME && comeOne(now)) {
            done++;
        }
        while (done < EXPIRIES_AT_A_TIME && expireOne(now)) {
            done++;
        }
        onAvailable.run();
        return done == EXPIRIES_AT_A_TIME;
    }

    private boolean comeOne(long now) {
        Message due = contents.schedule().due(now);
        if (due != null) {
            arrive(due.sent(), now);
        }
        return due != null;
    }

    private boolean expireOne(long now) {
        Message expired = contents.lifetimes().expire(now);
        if (expired != null) {
            contents.remove(expired);
            departures.ifPresent(exits -> exits.expire(expired));
        }
        return expired != null;
    }

    /** Ends all locks as if their time were up. */
    void expireLocks() {
        List<PeekLock> held = List.copyOf(contents.locks().held());
        held.forEach(lock -> abandon(lock, Map.of()));
        contents.sessions().ifPresent(sessions -> sessions.locked().forEach(this::lose));
        stir();
    }

    QueueCounts counts() {
        return new QueueCounts(
                contents.waitingCount(),
                contents.lockedCount(),
                contents.deferredCount(),
                contents.scheduledCount(),
                deadLetters().map(MessageQueue::total).orElse(0),
                transferDeadLetters().map(MessageQueue::total).orElse(0));
    }

    private int total() {
        return contents.waitingCount() + contents.lockedCount() + contents.deferredCount();
    }
}
