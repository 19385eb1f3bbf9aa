package dev.weir.access;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;

/** Answers {@code GET /snapshots/{hub}/{lane}}, for those lanes that are open. */
public final class SnapshotRoute implements Handler<RoutingContext> {
    /** The route's path. */
    public static final String PATH = "/snapshots/:hub/:lane";

    private static final Logger LOG = Logger.getLogger(SnapshotRoute.class);

    private final Snapshots snapshots;
    private final BiPredicate<String, String> isOpen;

    /** @param isOpen whether whoever asks may have the snapshot of a hub's lane */
    public SnapshotRoute(Snapshots snapshots, BiPredicate<String, String> isOpen) {
        this.snapshots = snapshots;
        this.isOpen = isOpen;
    }

    @Override
    public void handle(RoutingContext context) {
        String hub = context.pathParam("hub");
        String lane = context.pathParam("lane");
        if (!isOpen.test(hub, lane)) {
            fail(context, 404, "There is no such lane, or it is not open");
            return;
        }
        try {
            snapshots.page(hub, lane, context.request().getParam("page", "")).whenComplete((page, failure) -> {
                if (failure == null) {
                    answer(context, 200, Buffer.buffer(page));
                } else {
                    LOG.warn(
                            "A snapshot could not be made",
                            failure instanceof CompletionException ? failure.getCause() : failure);
                    fail(context, 503, "The snapshot could not be made; ask again");
                }
            });
        } catch (Snapshots.UnavailableException e) {
            fail(context, e.status(), String.valueOf(e.getMessage()));
        }
    }

    private static void fail(RoutingContext context, int status, String error) {
        if (status == 503) {
            context.response().putHeader("Retry-After", "1");
        }
        answer(context, status, new JsonObject().put("error", error).toBuffer());
    }

    private static void answer(RoutingContext context, int status, Buffer body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
