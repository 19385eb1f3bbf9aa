package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/**
 * One authenticated call of the REST data plane, and its answer.
 *
 * @param hub the hub's name, valid
 * @param names what stands in the path's placeholders, decoded, in order
 * @param body of a send; empty for every other call
 */
record RestCall(HttpServerRequest request, RequestTarget target, String hub, List<String> names, Buffer body) {
    private static final int MAX_TTL_SECONDS = 300;

    RestCall {
        names = List.copyOf(names);
    }

    String name(int index) {
        return names.get(index);
    }

    /** The connections that are left out. */
    List<String> excluded() {
        return target.parameters("excluded");
    }

    /** An empty header, which the Java SDK sends where it is told no type, says as little as none. */
    Optional<String> contentType() {
        return Optional.ofNullable(request.getHeader("Content-Type")).filter(type -> !type.isBlank());
    }

    String reason() {
        return target.parameter("reason").filter(text -> !text.isBlank()).orElse("closed by the server");
    }

    /** Refuses what the local service does not do yet, so that nobody takes it for done. */
    void requireNoFilter() throws RequestRejected {
        if (target.parameter("filter").isPresent()) {
            throw new RequestRejected(
                    400, "Error.Filter.NotSupported", "a filter is not supported by the local service yet");
        }
    }

    void checkTimeToLive() throws RequestRejected {
        Optional<String> seconds = target.parameter("messageTtlSeconds");
        if (seconds.isPresent()
                && (!seconds.get().matches("\\d{1,3}") || Integer.parseInt(seconds.get()) > MAX_TTL_SECONDS)) {
            throw RequestRejected.badRequest("messageTtlSeconds must be from 0 to " + MAX_TTL_SECONDS);
        }
    }

    void answer(int status) {
        if (!request.response().ended() && !request.response().closed()) {
            request.response().setStatusCode(status).end();
        }
    }

    void answerJson(ObjectNode json) {
        Answers.json(request, 200, json);
    }

    void reject(RequestRejected rejected) {
        Answers.error(request, rejected);
    }
}
