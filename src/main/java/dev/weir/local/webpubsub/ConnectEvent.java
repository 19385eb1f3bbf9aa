package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.upstream.Outcome;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What an event handler is told about a client that wants to connect, and what its answer means. */
final class ConnectEvent {
    private static final String SECRET_PARAMETER = "access_token";
    private static final String SECRET_HEADER = "authorization";

    private ConnectEvent() {}

    /** The subprotocols that the client offers, in its order. */
    static List<String> offered(HttpServerRequest request) {
        return request.headers().getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Everything about the client but its token. */
    static String body(JsonNode claims, HttpServerRequest request, RequestTarget target) {
        ObjectNode body = Json.object();
        ObjectNode claimValues = body.putObject("claims");
        claims.fields().forEachRemaining(claim -> addAll(claimValues.putArray(claim.getKey()), claim.getValue()));
        ObjectNode query = body.putObject("query");
        target.query().forEach((key, values) -> {
            if (!key.equals(SECRET_PARAMETER)) {
                values.forEach(query.putArray(key)::add);
            }
        });
        ObjectNode headers = body.putObject("headers");
        Set<String> names = request.headers().names();
        names.stream()
                .filter(name -> !name.equalsIgnoreCase(SECRET_HEADER))
                .forEach(name -> request.headers().getAll(name).forEach(headers.putArray(name)::add));
        offered(request).forEach(body.putArray("subprotocols")::add);
        body.putArray("clientCertificates");
        return Json.write(body);
    }

    private static void addAll(ArrayNode array, JsonNode claim) {
        if (claim.isArray()) {
            claim.forEach(value -> array.add(text(value)));
        } else {
            array.add(text(claim));
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : Json.write(value);
    }

    /** The JSON that the handler answered; empty JSON where it changes nothing. A refusal goes to the client. */
    static JsonNode answer(Outcome outcome) throws RequestRejected {
        if (!(outcome instanceof Outcome.Answered answered)) {
            throw new RequestRejected(500, "Error.Upstream.Failed", "the event handler did not answer");
        }
        if (!answered.isSuccess()) {
            int status = answered.status() >= 400 && answered.status() <= 599 ? answered.status() : 500;
            throw new RequestRejected(
                    status, "Error.Upstream.Refused", "the event handler answered " + answered.status());
        }
        if (answered.body().length() == 0) {
            return Json.object();
        }
        try {
            JsonNode json = Json.parse(Utf8.decode(answered.body().getBytes()));
            if (json.isObject() || json.isNull()) {
                return json;
            }
        } catch (JsonProcessingException | CharacterCodingException e) {
            // Falls through: whatever is wrong with it, it is no answer.
        }
        throw new RequestRejected(500, "Error.Upstream.Invalid", "the event handler did not answer with a JSON object");
    }
}
