package dev.weir.local.servicebus;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one queue are: waiting in line or in their sessions, deferred, scheduled, or locked. It moves
 * them and decides nothing.
 */
final class Contents {
    private final boolean expiring;
    private final Optional<Sessions> sessions;
    private final Backlog backlog;
    private final Locks locks;
    private final TreeMap<Long, Message> deferred = new TreeMap<>();
    private final Schedule schedule = new Schedule();
    private final Lifetimes lifetimes = new Lifetimes();

    /**
     * @param expiring whether a time to live has an end here
     */
    Contents(EntitySettings settings, boolean partitioned, boolean expiring) {
        this.expiring = expiring;
        sessions = settings.requiresSession() ? Optional.of(new Sessions(settings.lockDuration())) : Optional.empty();
        backlog = new Backlog(partitioned);
        locks = new Locks(settings.lockDuration());
    }

    /** Its sessions, when all messages belong to one. */
    Optional<Sessions> sessions() {
        return sessions;
    }

    Locks locks() {
        return locks;
    }

    Schedule schedule() {
        return schedule;
    }

    Lifetimes lifetimes() {
        return lifetimes;
    }

    /** Puts a message that is nowhere, where its state says. */
    void put(Message message) {
        switch (message.state()) {
            case ACTIVE -> {
                if (expiring) {
                    lifetimes.add(message);
                }
                if (sessions.isPresent()) {
                    sessions.get().add(sessionOf(message), message);
                } else {
                    backlog.add(message);
                }
            }
            case DEFERRED -> deferred.put(message.sequenceNumber(), message);
            case SCHEDULED -> schedule.add(message);
        }
    }

    /** Removes a message that waits. */
    void remove(Message message) {
        if (sessions.isPresent()) {
            sessions.get().remove(sessionOf(message), message);
        } else {
            backlog.remove(message);
        }
    }

    private static String sessionOf(Message message) {
        return message.sent().sessionId().orElse("");
    }

    /** Removes and returns the next message in line, or in a session; null when there is none. */
    @Nullable
    Message poll(@Nullable Session session) {
        Message message =
                session == null ? backlog.poll() : sessions.orElseThrow().poll(session);
        if (message != null) {
            lifetimes.remove(message);
        }
        return message;
    }

    /** Deferred messages in the order of the numbers; empty when one is missing, or is not of the session. */
    Optional<List<Message>> findDeferred(List<Long> sequenceNumbers, @Nullable Session session) {
        List<Message> messages = sequenceNumbers.stream()
                .distinct()
                .flatMap(number -> Stream.ofNullable(deferred.get(number)))
                .filter(message -> session == null || sessionOf(message).equals(session.id()))
                .toList();
        return messages.size() == sequenceNumbers.size() ? Optional.of(messages) : Optional.empty();
    }

    void removeDeferred(Message message) {
        deferred.remove(message.sequenceNumber());
    }

    /** Locks a message that is nowhere. */
    PeekLock lock(Message message, @Nullable Session session, long now) {
        return session == null
                ? locks.take(message, now)
                : sessions.orElseThrow().hold(session, message);
    }

    /** Whether the lock was held until now; it is not afterwards. */
    boolean giveBack(PeekLock lock) {
        Session session = lock.session();
        return session == null ? locks.giveBack(lock) : sessions.orElseThrow().giveBack(session, lock);
    }

    /** A lock that is held; null when it is not. */
    @Nullable
    PeekLock find(UUID token, @Nullable Session session) {
        return session == null ? locks.find(token) : session.held().get(token);
    }

    /** Up to {@code count} messages from a sequence number on, whatever their state. */
    List<Message> peek(long from, int count, Optional<String> sessionId) {
        Stream<Message> waiting;
        Stream<PeekLock> held;
        if (sessions.isEmpty()) {
            waiting = backlog.from(from).limit(count);
            held = locks.held().stream();
        } else {
            List<Session> wanted = sessionId.isPresent()
                    ? sessions.get().find(sessionId.get()).stream().toList()
                    : sessions.get().all().toList();
            waiting = wanted.stream()
                    .flatMap(session -> session.waiting().from(from).limit(count));
            held = wanted.stream().flatMap(session -> session.held().values().stream());
        }
        Stream<Message> aside = Stream.concat(deferred.tailMap(from).values().stream(), schedule.from(from))
                .filter(message -> sessionId.isEmpty() || sessionOf(message).equals(sessionId.get()))
                .limit(2L * count);
        Stream<Message> heldMessages = held.map(PeekLock::message).filter(message -> message.sequenceNumber() >= from);
        return Stream.of(waiting, heldMessages, aside)
                .flatMap(messages -> messages)
                .sorted(Comparator.comparingLong(Message::sequenceNumber))
                .limit(count)
                .toList();
    }

    boolean hasWaiting() {
        return !backlog.isEmpty();
    }

    int waitingCount() {
        return sessions.map(Sessions::waitingCount).orElseGet(backlog::size);
    }

    int lockedCount() {
        return locks.size() + sessions.map(Sessions::heldCount).orElse(0);
    }

    int deferredCount() {
        return deferred.size();
    }

    int scheduledCount() {
        return schedule.size();
    }

    /** When something expires or falls due next, in milliseconds since the epoch; {@link Message#NEVER} if nothing. */
    long nextDue() {
        long due = Math.min(locks.nextExpiry(), Math.min(schedule.nextTime(), lifetimes.nextExpiry()));
        return sessions.isPresent() ? Math.min(due, sessions.get().nextExpiry()) : due;
    }
}
