package dev.weir.local.webpubsub;

import dev.weir.local.upstream.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The events of one connection for one handler: one is under way, the others wait. Belongs to the event-loop thread. */
final class EventQueue {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Room room;
    private boolean busy;

    EventQueue(Room room) {
        this.room = room;
    }

    /** How much may wait in all queues of a connection. */
    static final class Room {
        private final int maxEvents;
        private final long maxBytes;
        private int events;
        private long bytes;

        Room(int maxEvents, long maxBytes) {
            this.maxEvents = maxEvents;
            this.maxBytes = maxBytes;
        }

        private boolean take(int size) {
            if (events >= maxEvents || bytes + size > maxBytes) {
                return false;
            }
            events++;
            bytes += size;
            return true;
        }

        private void give(int size) {
            events--;
            bytes -= size;
        }
    }

    /** Fails at once where there is no room. */
    Future<Outcome> add(int bytes, Supplier<Future<Outcome>> delivery) {
        if (!room.take(bytes)) {
            return Future.succeededFuture(new Outcome.Failed("too many events of the connection wait for handlers"));
        }
        Waiting event = new Waiting(bytes, delivery, Promise.promise());
        event.promise.future().onComplete(done -> room.give(bytes));
        return enqueue(event);
    }

    /** For the few events of the service itself, which need no room. */
    void addAlways(Supplier<Future<Outcome>> delivery) {
        enqueue(new Waiting(0, delivery, Promise.promise()));
    }

    /** Forgets what waits. */
    void clear() {
        while (!waiting.isEmpty()) {
            waiting.remove().promise.complete(new Outcome.Failed("the connection has ended"));
        }
    }

    private Future<Outcome> enqueue(Waiting event) {
        waiting.add(event);
        next();
        return event.promise.future();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        Waiting event = waiting.remove();
        event.delivery.get().onSuccess(outcome -> {
            busy = false;
            event.promise.complete(outcome);
            next();
        });
    }

    private record Waiting(int bytes, Supplier<Future<Outcome>> delivery, Promise<Outcome> promise) {}
}
