package dev.weir.app;

import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.messaging.webpubsub.WebPubSubServiceAsyncClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import dev.weir.demo.DemoFeeds;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** The demo's page and what it asks for. In {@code run} none of these routes is there. */
@ApplicationScoped
class DemoRoutes {
    private static final Logger LOG = Logger.getLogger(DemoRoutes.class);
    private static final Duration URL_LIFE = Duration.ofMinutes(5);
    private static final String POLICY = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
            + "style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final MeterRegistry registry;
    private final Vertx vertx;

    @Inject
    DemoRoutes(MeterRegistry registry, Vertx vertx) {
        this.registry = registry;
        this.vertx = vertx;
    }

    private static String ofLocalServices(Configuration demo) {
        return ((Configuration.HubAccess.ByConnectionString)
                        demo.webPubSub().standard().access())
                .primary()
                .value();
    }

    void add(@Observes Router router) {
        Launch launch = Launch.current();
        launch.demo().ifPresent(feeds -> {
            WebPubSubServiceAsyncClient service = new WebPubSubServiceClientBuilder()
                    .connectionString(ofLocalServices(launch.configuration()))
                    .hub(launch.configuration().webPubSub().standard().hub())
                    .httpClient(new VertxHttpClientBuilder().vertx(vertx).build())
                    .buildAsyncClient();
            router.get("/negotiate").handler(context -> negotiate(context, service));
            router.get("/demo/tenants")
                    .handler(context -> json(context, new JsonArray(DemoFeeds.tenants()).toBuffer()));
            router.get("/demo/figures").handler(context -> figures(context, feeds));
            router.get("/*")
                    .handler(DemoRoutes::guard)
                    .handler(StaticHandler.create("demo").setCachingEnabled(false));
        });
    }

    private static void guard(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        context.next();
    }

    /** A URL for the chosen tenant's group only: it may receive, and nothing else. */
    private static void negotiate(RoutingContext context, WebPubSubServiceAsyncClient service) {
        String tenant = context.request().getParam("tenant");
        if (tenant == null || !DemoFeeds.tenants().contains(tenant)) {
            String known = String.join(", ", DemoFeeds.tenants());
            fail(context, tenant == null ? 400 : 404, "'tenant' must be one of " + known);
            return;
        }
        service.getClientAccessToken(new GetClientAccessTokenOptions()
                        .setExpiresAfter(URL_LIFE)
                        .setGroups(List.of("tenant:" + tenant)))
                .subscribe(
                        token -> json(
                                context,
                                new JsonObject().put("url", token.getUrl()).toBuffer()),
                        failure -> {
                            LOG.warn("No URL could be made for the demo's page", failure);
                            fail(context, 503, "Web PubSub gave no URL; try again");
                        });
    }

    private void figures(RoutingContext context, DemoFeeds feeds) {
        String tenant = context.request().getParam("tenant", "");
        json(
                context,
                new JsonObject()
                        .put("events", feeds.sent(tenant))
                        .put("received", sum("weir.events.received"))
                        .put("publishCalls", sum("weir.publish.calls"))
                        .put("updates", sum("weir.updates.published"))
                        .put("publishBytes", sum("weir.publish.bytes"))
                        .toBuffer());
    }

    private long sum(String counter) {
        return (long) registry.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static void fail(RoutingContext context, int status, String error) {
        context.response().setStatusCode(status);
        json(context, new JsonObject().put("error", error).toBuffer());
    }

    private static void json(RoutingContext context, io.vertx.core.buffer.Buffer body) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
