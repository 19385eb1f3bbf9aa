package dev.weir.source.servicebus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hands a source's credit to its sessions in turn: whoever wants some stands in line once, takes a bounded lot, and stands
 * at the end again. One message's worth is kept for each session that has nothing, those that are not taken yet included. So
 * a session with a long backlog does not keep the others from theirs. Safe on any thread.
 */
final class Rounds {
    private final Scheduler.Worker worker = Schedulers.parallel().createWorker();
    private final Deque<Session> line = new ArrayDeque<>();
    private final IntSupplier withNothing;
    private long permits;
    private boolean paused;
    private boolean handing;

    /** @param withNothing of how many sessions nothing is asked for or held, out of as many as may be taken */
    Rounds(IntSupplier withNothing) {
        this.withNothing = withNothing;
    }

    /** So many more messages may be asked for. */
    void admit(long more) {
        synchronized (this) {
            permits += more;
        }
        hand();
    }

    /** Has the session take its share when its turn comes. */
    void join(Session session) {
        synchronized (this) {
            if (!session.inLine) {
                session.inLine = true;
                line.add(session);
            }
        }
        hand();
    }

    void pause() {
        synchronized (this) {
            paused = true;
        }
    }

    void resume() {
        synchronized (this) {
            paused = false;
        }
        hand();
    }

    /** Forgets what was admitted, and who stands in line. */
    synchronized void clear() {
        permits = 0;
        line.forEach(session -> session.inLine = false);
        line.clear();
    }

    void close() {
        worker.dispose();
    }

    /** On a thread of its own, since asking the SDK for messages may bring some at once, of any session. */
    private void hand() {
        synchronized (this) {
            if (handing || !hasWork()) {
                return;
            }
            handing = true;
        }
        worker.schedule(this::handOut);
    }

    private boolean hasWork() {
        return !paused && permits > 0 && !line.isEmpty();
    }

    private void handOut() {
        int reserved = withNothing.getAsInt();
        while (true) {
            Session next;
            int share;
            synchronized (this) {
                next = hasWork() ? next(permits > reserved) : null;
                if (next == null) {
                    handing = false;
                    return;
                }
                next.inLine = false;
                if (next.hasNothing()) {
                    share = Math.min(1, next.wants());
                    reserved--;
                } else {
                    share = (int) Math.min(permits - reserved, next.wants());
                }
                permits -= share;
            }
            if (share > 0) {
                next.grant(share);
                if (next.wants() > 0) {
                    join(next);
                }
            }
        }
    }

    /** The first in line; where all that is left is reserved, the first of those that it is reserved for. */
    private @Nullable Session next(boolean anyone) {
        if (anyone) {
            return line.poll();
        }
        for (Session session : line) {
            if (session.hasNothing()) {
                line.remove(session);
                return session;
            }
        }
        return null;
    }
}
