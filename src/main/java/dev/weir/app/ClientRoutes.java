package dev.weir.app;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code weir-client}, the JavaScript client, at {@code /weir-client.js}: the same for everybody, so any page may load it. */
@ApplicationScoped
class ClientRoutes {
    private static final String PATH = "^/(weir-client\\.(js|d\\.ts)|weir-client/[a-z]+\\.js)$";
    private static final int MAX_AGE_SECONDS = 300;

    void add(@Observes Router router) {
        router.getWithRegex(PATH)
                .handler(ClientRoutes::open)
                .handler(StaticHandler.create("client").setMaxAgeSeconds(MAX_AGE_SECONDS));
    }

    private static void open(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader("X-Content-Type-Options", "nosniff");
        context.next();
    }
}
