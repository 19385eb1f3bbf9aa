package dev.weir.local.webpubsub;

import dev.weir.local.odata.FilterSyntaxException;
import dev.weir.local.odata.ODataFilter;
import java.util.Optional;
import java.util.function.Predicate;

/** Which connections a call is for: the OData filter of its query or body. */
final class ConnectionFilter {
    private ConnectionFilter() {}

    /** Without a filter every connection is chosen; an empty one is none. */
    static Predicate<ClientConnection> of(Optional<String> filter) throws RequestRejected {
        if (filter.filter(text -> !text.isBlank()).isEmpty()) {
            return connection -> true;
        }
        try {
            return ODataFilter.parse(filter.get())::matches;
        } catch (FilterSyntaxException e) {
            throw RequestRejected.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
