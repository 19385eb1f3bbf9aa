package dev.weir.local.webpubsub;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reliable connections that lost their sockets, until they come back or their time is over. It looks at the clock
 * again and again, since that may be moved. Belongs to the event-loop thread.
 */
final class Retention {
    private static final Duration LONGEST_LOOK_AWAY = Duration.ofMillis(250);

    private final Clock clock;
    private final Duration time;
    private final Map<ClientConnection, Instant> lostAt = new LinkedHashMap<>();

    Retention(Clock clock, Duration time) {
        this.clock = clock;
        this.time = time;
    }

    void start(Vertx vertx) {
        long millis = Math.max(1, Math.min(LONGEST_LOOK_AWAY.toMillis(), time.toMillis() / 4));
        vertx.setPeriodic(millis, timer -> endThoseThatWaitedTooLong());
    }

    void lost(ClientConnection connection) {
        lostAt.put(connection, clock.instant());
    }

    /** It came back, or is gone for good. */
    void forget(ClientConnection connection) {
        lostAt.remove(connection);
    }

    /** In the order of time, unless somebody moved the clock back. */
    void endThoseThatWaitedTooLong() {
        Instant latest = clock.instant().minus(time);
        List<ClientConnection> over = lostAt.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(latest))
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(connection -> connection.close(ClientSocket.NORMAL, "the client did not come back"));
    }
}
