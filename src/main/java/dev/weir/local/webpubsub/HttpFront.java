package dev.weir.local.webpubsub;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Every HTTP request's first stop: splits its target, and turns what goes wrong into an answer. */
final class HttpFront implements Handler<HttpServerRequest> {
    private static final Logger LOG = System.getLogger(HttpFront.class.getName());

    private final RestApi api;
    private final ClientEndpoint clients;
    private final LocalEndpoint local;

    HttpFront(RestApi api, ClientEndpoint clients, LocalEndpoint local) {
        this.api = api;
        this.clients = clients;
        this.local = local;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.exceptionHandler(e -> LOG.log(Level.DEBUG, "a request broke off: {0}", e.toString()));
        try {
            RequestTarget target = RequestTarget.parse(request.uri());
            switch (target.segments().get(0)) {
                case "api" -> api.handle(request, target);
                case "client" -> clients.handle(request, target);
                case "local" -> local.handle(request, target);
                default -> throw RequestRejected.notFound("there is nothing at this path");
            }
        } catch (RequestRejected e) {
            Answers.error(request, e);
        } catch (RuntimeException e) {
            Answers.failure(request, e);
        }
    }
}
