package dev.weir.local.servicebus;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one entity: those that are known, those that are free and have messages in the order in which they
 * came to be so, and those that are locked in the order in which their locks expire. Nothing looks through all of them
 * but what lists them.
 */
final class Sessions {
    private final Map<String, Session> byId = new HashMap<>();
    private final Set<Session> free = new LinkedHashSet<>();
    private final Set<Session> locked = new LinkedHashSet<>();
    private final long lockDuration;
    private Runnable onFree = () -> {};
    private int waiting;
    private int held;

    Sessions(Duration lockDuration) {
        this.lockDuration = lockDuration.toMillis();
    }

    /** Sets what is called when a session may have come to be free and have messages. */
    void onFree(Runnable listener) {
        onFree = listener;
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** A session that is locked now. */
    Optional<Session> findLocked(String id) {
        return find(id).filter(Session::isLocked);
    }

    Stream<Session> all() {
        return byId.values().stream();
    }

    /** Locks a session, known or not; empty when it is locked already. */
    Optional<Session> lock(String id, SessionHolder holder, long now) {
        Session session = byId.computeIfAbsent(id, Session::new);
        if (session.isLocked()) {
            return Optional.empty();
        }
        free.remove(session);
        locked.add(session);
        session.lock(holder, now + lockDuration);
        return Optional.of(session);
    }

    /** Locks the session that has been free and had messages for the longest time. */
    Optional<Session> lockNextFree(SessionHolder holder, long now) {
        Iterator<Session> sessions = free.iterator();
        return sessions.hasNext() ? lock(sessions.next().id(), holder, now) : Optional.empty();
    }

    void renew(Session session, long now) {
        locked.remove(session);
        session.renew(now + lockDuration);
        locked.add(session);
    }

    /** Unlocks a session, and returns the messages that were held under its lock. */
    List<Message> unlock(Session session) {
        locked.remove(session);
        List<Message> messages = session.unlock();
        held -= messages.size();
        settle(session);
        return messages;
    }

    /** A session whose lock is past its time; null when there is none. */
    @Nullable
    Session firstExpired(long now) {
        return nextExpiry() <= now ? locked.iterator().next() : null;
    }

    /** When the first lock expires, in milliseconds since the epoch; {@link Message#NEVER} when none does. */
    long nextExpiry() {
        return locked.isEmpty() ? Message.NEVER : locked.iterator().next().lockedUntil();
    }

    void add(String id, Message message) {
        Session session = byId.computeIfAbsent(id, Session::new);
        session.waiting().add(message);
        waiting++;
        if (session.isLocked()) {
            session.holder().ifPresent(SessionHolder::available);
        } else if (free.add(session)) {
            onFree.run();
        }
    }

    void remove(String id, Message message) {
        Session session = byId.get(id);
        if (session != null && session.waiting().remove(message)) {
            waiting--;
            settle(session);
        }
    }

    /** Removes and returns the session's next message; null when there is none. */
    @Nullable
    Message poll(Session session) {
        Message message = session.waiting().poll();
        if (message != null) {
            waiting--;
        }
        return message;
    }

    PeekLock hold(Session session, Message message) {
        held++;
        return session.hold(message);
    }

    /** Whether the message was held until now; it is not afterwards. */
    boolean giveBack(Session session, PeekLock lock) {
        boolean was = session.giveBack(lock);
        if (was) {
            held--;
        }
        return was;
    }

    void setState(Session session, byte @Nullable [] state) {
        session.setState(state);
        settle(session);
    }

    private void settle(Session session) {
        if (session.isLocked()) {
            return;
        }
        if (session.waiting().isEmpty()) {
            free.remove(session);
        } else if (free.add(session)) {
            onFree.run();
        }
        if (session.isIdle()) {
            byId.remove(session.id());
        }
    }

    /** All locked sessions. */
    List<Session> locked() {
        return List.copyOf(locked);
    }

    int waitingCount() {
        return waiting;
    }

    int heldCount() {
        return held;
    }
}
