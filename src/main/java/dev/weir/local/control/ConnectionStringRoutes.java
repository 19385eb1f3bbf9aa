package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /local/connection-strings}. */
final class ConnectionStringRoutes {
    private final Supplier<Map<String, String>> connectionStrings;

    ConnectionStringRoutes(Supplier<Map<String, String>> connectionStrings) {
        this.connectionStrings = connectionStrings;
    }

    void addTo(Routes routes) {
        routes.get("connection-strings", call -> {
            ObjectNode json = Json.object();
            connectionStrings.get().forEach(json::put);
            return Answer.ok(json);
        });
    }
}
