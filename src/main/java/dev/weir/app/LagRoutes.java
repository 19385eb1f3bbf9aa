package dev.weir.app;

import dev.weir.source.ScopeLag;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Where the bridge is behind, at {@code /lag}: the partitions and sessions whose oldest delivery waits longest. */
@ApplicationScoped
class LagRoutes {
    /** Sessions may be many, and the page is read by people. */
    private static final int MOST = 100;

    private final BridgeLifecycle bridge;

    LagRoutes(BridgeLifecycle bridge) {
        this.bridge = bridge;
    }

    void add(@Observes Router router) {
        router.get("/lag")
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(document(bridge.lag(), Instant.now()).toBuffer()));
    }

    private JsonObject document(List<ScopeLag> lags, Instant now) {
        JsonArray scopes = new JsonArray();
        lags.stream()
                .filter(lag -> lag.unsettled() > 0)
                .sorted(Comparator.comparing(ScopeLag::oldest))
                .limit(MOST)
                .forEach(lag -> scopes.add(json(lag, now)));
        return new JsonObject()
                .put("scopes", lags.size())
                .put("shown", scopes.size())
                .put("lag", scopes);
    }

    private JsonObject json(ScopeLag lag, Instant now) {
        JsonObject json = new JsonObject()
                .put("source", lag.scope().source())
                .put("partition", lag.scope().partition())
                .put("unsettled", lag.unsettled())
                .put("bytes", lag.bytes());
        if (!lag.oldest().equals(Instant.MAX)) {
            json.put(
                    "oldestSeconds",
                    Math.max(0, Duration.between(lag.oldest(), now).toMillis()) / 1e3);
        }
        Long backlog = bridge.backlog(lag.scope().source()).get(lag.scope().partition());
        if (backlog != null) {
            json.put("backlog", backlog);
        }
        return json;
    }
}
