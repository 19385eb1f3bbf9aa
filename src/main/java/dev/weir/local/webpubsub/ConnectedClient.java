package dev.weir.local.webpubsub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A client as it was when somebody asked.
 *
 * @param hub the hub's name
 * @param connectionId the service's name for its connection
 * @param userId the user it connected as, if it named one
 * @param subprotocol the WebSocket subprotocol; empty for a plain client
 * @param groups the groups it is in, in the order of joining
 * @param since when it connected first
 * @param isOnline false for a reliable client that lost its socket and may still come back
 */
public record ConnectedClient(
        String hub,
        String connectionId,
        Optional<String> userId,
        String subprotocol,
        List<String> groups,
        Instant since,
        boolean isOnline) {
    public ConnectedClient {
        groups = List.copyOf(groups);
    }
}
