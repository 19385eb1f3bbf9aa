package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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

    /** Which connections a send is for; all where there is no filter. */
    Predicate<ClientConnection> filter() throws RequestRejected {
        return ConnectionFilter.of(target.parameter("filter"));
    }

    /** How long a message is worth having; empty for ever. */
    Optional<Duration> timeToLive() throws RequestRejected {
        return number("messageTtlSeconds", 0, MAX_TTL_SECONDS)
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds);
    }

    /** A query parameter that is a whole number in these bounds. */
    Optional<Integer> number(String parameter, int min, int max) throws RequestRejected {
        Optional<String> text = target.parameter(parameter);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().matches("\\d{1,10}")) {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return Optional.of((int) value);
            }
        }
        throw RequestRejected.badRequest(
                parameter + " must be a whole number from " + min + " to " + max + ", but was '" + text.get() + "'");
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
