package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Takes sessions that nobody holds, a few at a time, until as many are held as may be. Safe on any thread; what it tells is
 * told on elastic threads.
 *
 * <p>The service allows 255 links on a connection's session, and ends all of them over one too many, so that sessions are
 * spread over connections.
 */
final class SessionAcceptor {
    private static final Logger LOG = Logger.getLogger(SessionAcceptor.class);
    private static final int SESSIONS_PER_CONNECTION = 200;
    /** What waits for a session that there is none of; each is a link. */
    private static final int AT_ONCE = 8;

    private final Clients clients;
    private final int max;
    private final Consumer<Accepted> onSession;
    private final Consumer<Throwable> onFailure;
    private final List<Connection> connections = new ArrayList<>();
    private int waiting;
    private boolean failing;
    private boolean stopped;

    SessionAcceptor(Clients clients, int max, Consumer<Accepted> onSession, Consumer<Throwable> onFailure) {
        this.clients = clients;
        this.max = max;
        this.onSession = onSession;
        this.onFailure = onFailure;
    }

    /** A session that was taken: its receiver, and where its place goes back to. */
    record Accepted(ServiceBusReceiverAsyncClient receiver, Connection connection) {}

    /** One of the SDK's clients; its links are the acceptor's. */
    static final class Connection {
        private final ServiceBusSessionReceiverAsyncClient client;
        private int links;

        private Connection(ServiceBusSessionReceiverAsyncClient client) {
            this.client = client;
        }
    }

    /** Begins, or goes on after a failure. */
    void fill() {
        synchronized (this) {
            failing = false;
        }
        acceptMore();
    }

    /** Whether it waits for sessions, and has not failed. */
    synchronized boolean isWell() {
        return !failing && !stopped;
    }

    /** A session's link is closed. */
    void released(Connection connection) {
        synchronized (this) {
            connection.links--;
        }
        acceptMore();
    }

    private void acceptMore() {
        for (Connection next = take(); next != null; next = take()) {
            Connection on = next;
            on.client
                    .acceptNextSession()
                    .publishOn(Schedulers.boundedElastic())
                    .subscribe(receiver -> accepted(receiver, on), failure -> failed(failure, on));
        }
    }

    private synchronized @Nullable Connection take() {
        int held = connections.stream().mapToInt(connection -> connection.links).sum();
        if (stopped || failing || waiting >= AT_ONCE || held >= max) {
            return null;
        }
        Connection free = connections.stream()
                .filter(connection -> connection.links < SESSIONS_PER_CONNECTION)
                .findFirst()
                .orElseGet(() -> {
                    Connection added = new Connection(clients.sessions());
                    connections.add(added);
                    return added;
                });
        free.links++;
        waiting++;
        return free;
    }

    private void accepted(ServiceBusReceiverAsyncClient receiver, Connection connection) {
        synchronized (this) {
            waiting--;
        }
        onSession.accept(new Accepted(receiver, connection));
        acceptMore();
    }

    private void failed(Throwable failure, Connection connection) {
        boolean first;
        synchronized (this) {
            waiting--;
            connection.links--;
            first = !failing && !stopped;
            failing = true;
        }
        if (first) {
            onFailure.accept(failure);
        }
    }

    /** Takes no more; a session that comes all the same is handed over, to be given back. */
    synchronized void stop() {
        stopped = true;
    }

    /** Ends the connections; blocks while the SDK does. */
    void close() {
        List<Connection> all;
        synchronized (this) {
            stopped = true;
            all = List.copyOf(connections);
        }
        for (Connection connection : all) {
            try {
                connection.client.close();
            } catch (RuntimeException e) {
                LOG.debugf("A connection could not be closed: %s", e.getMessage());
            }
        }
    }
}
