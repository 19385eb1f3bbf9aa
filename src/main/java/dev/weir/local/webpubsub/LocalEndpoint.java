package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What only the local service has, below {@code /local}: the connection strings, and the faults. Open to whoever
 * reaches the port; it listens on loopback by default.
 */
final class LocalEndpoint {
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final Faults faults;
    private final Supplier<Map<String, String>> connectionStrings;

    LocalEndpoint(Faults faults, Supplier<Map<String, String>> connectionStrings) {
        this.faults = faults;
        this.connectionStrings = connectionStrings;
    }

    void handle(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        List<String> segments = target.segments();
        if (segments.equals(List.of("local", "connection-strings"))) {
            require(request.method().equals(HttpMethod.GET));
            ObjectNode json = Json.object();
            connectionStrings.get().forEach(json::put);
            Answers.json(request, 200, json);
        } else if (segments.equals(List.of("local", "faults"))) {
            faults(request);
        } else {
            throw RequestRejected.notFound("there is nothing at this path");
        }
    }

    private void faults(HttpServerRequest request) throws RequestRejected {
        if (request.method().equals(HttpMethod.PUT)) {
            replace(request);
            return;
        }
        if (request.method().equals(HttpMethod.DELETE)) {
            faults.clear();
        } else {
            require(request.method().equals(HttpMethod.GET));
        }
        Answers.json(request, 200, FaultsJson.write(faults.plan()));
    }

    private void replace(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() <= MAX_BODY_BYTES) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> {
            try {
                if (body.length() > MAX_BODY_BYTES) {
                    throw new IllegalArgumentException("the plan may have " + MAX_BODY_BYTES + " bytes");
                }
                faults.set(FaultsJson.read(Json.parse(Utf8.decode(body.getBytes()))));
                Answers.json(request, 200, FaultsJson.write(faults.plan()));
            } catch (IllegalArgumentException e) {
                Answers.error(request, RequestRejected.badRequest(String.valueOf(e.getMessage())));
            } catch (JsonProcessingException | CharacterCodingException e) {
                Answers.error(request, RequestRejected.badRequest("the plan is not valid JSON"));
            }
        });
    }

    private static void require(boolean allowed) throws RequestRejected {
        if (!allowed) {
            throw new RequestRejected(405, "Error.Method.NotAllowed", "the path has other methods");
        }
    }
}
