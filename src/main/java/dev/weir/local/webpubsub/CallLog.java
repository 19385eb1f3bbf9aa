package dev.weir.local.webpubsub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest REST calls of any operation, oldest first. Any thread may read it. */
public final class CallLog {
    private static final int CAPACITY = 1_000;

    private final Deque<AnsweredCall> latest = new ArrayDeque<>();

    CallLog() {}

    /** The latest 1,000 answered calls, oldest first. */
    public synchronized List<AnsweredCall> latest() {
        return List.copyOf(latest);
    }

    /** Forgets all calls. */
    public synchronized void clear() {
        latest.clear();
    }

    synchronized void add(AnsweredCall call) {
        if (latest.size() >= CAPACITY) {
            latest.remove();
        }
        latest.add(call);
    }
}
