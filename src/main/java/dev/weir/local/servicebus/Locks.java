package dev.weir.local.servicebus;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one queue. They last equally long, so the order in which they were taken or renewed is the order in
 * which they expire, and the next to expire is the first.
 */
final class Locks {
    private final Map<UUID, PeekLock> byToken = new LinkedHashMap<>();
    private final long duration;

    Locks(Duration duration) {
        this.duration = duration.toMillis();
    }

    PeekLock take(Message message, long now) {
        PeekLock lock = new PeekLock(LockToken.next(), message, null, now + duration);
        byToken.put(lock.token(), lock);
        return lock;
    }

    /** Whether the lock was held until now; it is not afterwards. */
    boolean giveBack(PeekLock lock) {
        return byToken.remove(lock.token(), lock);
    }

    /** A lock that is held; null when it is not. */
    @Nullable
    PeekLock find(UUID token) {
        return byToken.get(token);
    }

    void renew(PeekLock lock, long now) {
        byToken.remove(lock.token());
        lock.renew(now + duration);
        byToken.put(lock.token(), lock);
    }

    /** Removes and returns one lock whose time is up; null when there is none. */
    @Nullable
    PeekLock expire(long now) {
        Iterator<PeekLock> locks = byToken.values().iterator();
        if (!locks.hasNext()) {
            return null;
        }
        PeekLock first = locks.next();
        if (first.until() > now) {
            return null;
        }
        locks.remove();
        return first;
    }

    /** When the first lock expires, in milliseconds since the epoch; {@link Message#NEVER} when none does. */
    long nextExpiry() {
        return byToken.isEmpty()
                ? Message.NEVER
                : byToken.values().iterator().next().until();
    }

    Collection<PeekLock> held() {
        return byToken.values();
    }

    int size() {
        return byToken.size();
    }
}
