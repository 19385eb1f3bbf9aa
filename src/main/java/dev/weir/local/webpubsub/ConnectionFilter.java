package dev.weir.local.webpubsub;

import java.util.Optional;
import java.util.function.Predicate;

/** Which connections a call is for: the OData filter of its query or body. */
final class ConnectionFilter {
    private ConnectionFilter() {}

    /** Without a filter every connection is chosen. */
    static Predicate<ClientConnection> of(Optional<String> filter) throws RequestRejected {
        if (filter.isEmpty()) {
            return connection -> true;
        }
        throw new RequestRejected(
                400, "Error.Filter.NotSupported", "a filter is not supported by the local service yet");
    }
}
