package dev.weir.local.webpubsub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest REST sends, oldest first, and counters over all of them. A send is here before anybody gets its message.
 * Any thread may read it.
 */
public final class SendLog {
    private static final int CAPACITY = 100_000;

    private final Deque<Send> latest = new ArrayDeque<>();
    private long calls;
    private long accepted;
    private long throttled;

    SendLog() {}

    /** The latest 100,000 sends, oldest first. */
    public synchronized List<Send> latest() {
        return List.copyOf(latest);
    }

    /** All sends since the start or the last {@link #clear()}, whatever their answer. */
    public synchronized long calls() {
        return calls;
    }

    /** The sends that were delivered, answered or not. */
    public synchronized long accepted() {
        return accepted;
    }

    /** The sends that {@link Faults} refused. */
    public synchronized long throttled() {
        return throttled;
    }

    /** Forgets all sends and starts the counters at 0. */
    public synchronized void clear() {
        latest.clear();
        calls = 0;
        accepted = 0;
        throttled = 0;
    }

    synchronized void add(Send send) {
        if (latest.size() >= CAPACITY) {
            latest.remove();
        }
        latest.add(send);
        calls++;
        if (send.isAccepted()) {
            accepted++;
        }
        if (send.status() == 429 || send.status() == 503) {
            throttled++;
        }
    }
}
