package dev.weir.local.servicebus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The messages of one session and its lock. Only {@link Sessions} locks, unlocks and renews it. */
final class Session {
    private final String id;
    private final Backlog waiting = new Backlog(false);
    private final Map<UUID, PeekLock> held = new LinkedHashMap<>();
    private Optional<SessionHolder> holder = Optional.empty();
    private byte @Nullable [] state;
    private boolean locked;
    private long lockedUntil;

    Session(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** Its messages that wait for the one who holds it. */
    Backlog waiting() {
        return waiting;
    }

    boolean isLocked() {
        return locked;
    }

    /** Milliseconds since the epoch. */
    long lockedUntil() {
        return lockedUntil;
    }

    /** Who has locked it; empty also when that one was lost and the lock remains. */
    Optional<SessionHolder> holder() {
        return holder;
    }

    void lock(SessionHolder newHolder, long until) {
        locked = true;
        holder = Optional.of(newHolder);
        lockedUntil = until;
    }

    void renew(long until) {
        lockedUntil = until;
    }

    /** Its holder is gone; the lock remains. */
    void abandon() {
        holder = Optional.empty();
    }

    /** Takes the lock away, and returns the messages that were held under it. */
    List<Message> unlock() {
        locked = false;
        holder = Optional.empty();
        List<Message> messages = new ArrayList<>(held.size());
        held.values().forEach(lock -> messages.add(lock.message()));
        held.clear();
        return messages;
    }

    PeekLock hold(Message message) {
        PeekLock lock = new PeekLock(LockToken.next(), message, this, lockedUntil);
        held.put(lock.token(), lock);
        return lock;
    }

    /** Whether the message was held until now; it is not afterwards. */
    boolean giveBack(PeekLock lock) {
        return held.remove(lock.token(), lock);
    }

    /** The messages that are held. */
    Map<UUID, PeekLock> held() {
        return held;
    }

    Optional<byte[]> state() {
        return Optional.ofNullable(state);
    }

    void setState(byte @Nullable [] newState) {
        state = newState;
    }

    /** Whether nothing would be lost if it were forgotten. */
    boolean isIdle() {
        return !locked && waiting.isEmpty() && state == null;
    }
}
