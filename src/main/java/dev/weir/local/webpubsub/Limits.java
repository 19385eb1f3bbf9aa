package dev.weir.local.webpubsub;

import java.time.Duration;

/**
 * What the service bounds. The defaults follow the documented limits of Azure Web PubSub where there is one; the rest
 * keep this process small.
 *
 * @param bodyBytes of a REST send, 1 MiB
 * @param frameBytes of a WebSocket message from a client, 1 MiB
 * @param connections of all hubs together
 * @param groupsPerConnection that one connection can be in
 * @param unsentBytes that wait in this process for a client that reads too slowly; beyond, its socket is cut
 * @param unacknowledgedMessages kept for a reliable client; beyond, its connection ends
 * @param unacknowledgedBytes kept for a reliable client; beyond, its connection ends
 * @param retention how long a reliable connection outlives its socket
 * @param eventTimeout how long an event handler may take to answer
 * @param eventsWaiting of one client for the event handlers; beyond, an event fails
 */
record Limits(
        int bodyBytes,
        int frameBytes,
        int connections,
        int groupsPerConnection,
        long unsentBytes,
        int unacknowledgedMessages,
        long unacknowledgedBytes,
        Duration retention,
        Duration eventTimeout,
        int eventsWaiting) {

    private static final int MIB = 1024 * 1024;

    static final Limits DEFAULTS = new Limits(
            MIB,
            MIB,
            20_000,
            1_000,
            16L * MIB,
            1_000,
            16_000_000L,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            1_000);

    /** What waits for all clients together: beyond, each may have little waiting. */
    long unsentBytesInAll() {
        return 16 * unsentBytes;
    }

    Limits withUnsentBytes(long bytes) {
        return new Limits(
                bodyBytes,
                frameBytes,
                connections,
                groupsPerConnection,
                bytes,
                unacknowledgedMessages,
                unacknowledgedBytes,
                retention,
                eventTimeout,
                eventsWaiting);
    }

    Limits withUnacknowledged(int messages, long bytes) {
        return new Limits(
                bodyBytes,
                frameBytes,
                connections,
                groupsPerConnection,
                unsentBytes,
                messages,
                bytes,
                retention,
                eventTimeout,
                eventsWaiting);
    }

    Limits withEvents(Duration timeout, int waiting) {
        return new Limits(
                bodyBytes,
                frameBytes,
                connections,
                groupsPerConnection,
                unsentBytes,
                unacknowledgedMessages,
                unacknowledgedBytes,
                retention,
                timeout,
                waiting);
    }
}
