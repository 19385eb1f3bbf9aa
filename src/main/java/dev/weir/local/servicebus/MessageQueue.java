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
    private final Optional<Departures> departures;
    private final Loop loop;
    private final Contents contents;
    private final Settlements settlements;
    private final Arrivals arrivals;
    private final Alarm alarm;
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
        this.departures = departures;
        this.loop = loop;
        this.contents = new Contents(settings, partitioned, departures.isPresent());
        this.settlements = new Settlements(settings, quota, departures, contents, loop, this::expireDue, this::stir);
        this.arrivals = new Arrivals(
                path, settings, quota, departures, contents, settlements, new SequenceNumbers(partitioned), loop);
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
        arrivals.detectDuplicates(history);
    }

    /** How its deliveries are settled. */
    Settlements settlements() {
        return settlements;
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
        Optional<AmqpError> refusal = arrivals.take(messages, taken);
        if (refusal.isEmpty()) {
            stir();
        }
        return refusal;
    }

    /** Takes a message in as a dead letter; says why when there is no room for it. */
    Optional<AmqpError> enqueueDeadLetter(SentMessage sent, Map<String, EncodedValue> reason) {
        return arrivals.takeDeadLetter(sent, reason);
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

    /** Takes in a dead letter, whose room it has already. */
    void adopt(Message message, Map<String, EncodedValue> properties) {
        settlements.adopt(message, properties);
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
        contents.sessions().orElseThrow().unlock(session).forEach(settlements::returnAfterDelivery);
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
            settlements.returnAfterDelivery(lock.message());
        }
        if (contents.sessions().isPresent()) {
            Sessions sessions = contents.sessions().get();
            for (Session lost = sessions.firstExpired(now); lost != null; lost = sessions.firstExpired(now)) {
                lose(lost);
            }
        }
        while (done < EXPIRIES_AT_A_TIME && arrivals.comeOne(now)) {
            done++;
        }
        while (done < EXPIRIES_AT_A_TIME && expireOne(now)) {
            done++;
        }
        onAvailable.run();
        return done == EXPIRIES_AT_A_TIME;
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
        held.forEach(lock -> settlements.abandon(lock, Map.of()));
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
