package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Answers with a body: JSON, and errors in the service's form. */
final class Answers {
    private static final Logger LOG = System.getLogger(Answers.class.getName());

    private Answers() {}

    static void json(HttpServerRequest request, int status, JsonNode json) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json; charset=utf-8")
                    .end(Json.write(json));
        }
    }

    /** What nobody expected: the log has it, the caller only that it happened. */
    static void failure(HttpServerRequest request, RuntimeException failure) {
        LOG.log(Level.ERROR, "a request failed", failure);
        error(request, new RequestRejected(500, "Error.InternalServerError", "see the local service's log"));
    }

    static void error(HttpServerRequest request, RequestRejected rejected) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.putHeader("x-ms-error-code", rejected.code());
        if (rejected.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        ObjectNode body = Json.object().put("code", rejected.code()).put("message", rejected.text());
        body.putArray("details");
        json(request, rejected.status(), body);
    }
}
