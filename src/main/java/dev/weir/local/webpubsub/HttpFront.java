package dev.weir.local.webpubsub;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/** Every HTTP request's first stop: splits its target, and turns what goes wrong into an answer. */
final class HttpFront implements Handler<HttpServerRequest> {
    private static final Logger LOG = System.getLogger(HttpFront.class.getName());

    private final RestApi api;
    private final ClientEndpoint clients;
    private final Map<String, Handler<HttpServerRequest>> mounts;

    HttpFront(RestApi api, ClientEndpoint clients, Map<String, Handler<HttpServerRequest>> mounts) {
        this.api = api;
        this.clients = clients;
        this.mounts = mounts;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.exceptionHandler(e -> LOG.log(Level.DEBUG, "a request broke off: {0}", e.toString()));
        try {
            RequestTarget target = RequestTarget.parse(request.uri());
            switch (target.segments().get(0)) {
                case "api" -> api.handle(request, target);
                case "client" -> clients.handle(request, target);
                default -> handleMounted(request, target);
            }
        } catch (RequestRejected e) {
            Answers.error(request, e);
        } catch (RuntimeException e) {
            Answers.failure(request, e);
        }
    }

    private void handleMounted(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        Handler<HttpServerRequest> mounted = mounts.get(target.segments().get(0));
        if (mounted == null) {
            throw RequestRejected.notFound("there is nothing at this path");
        }
        mounted.handle(request);
    }
}
