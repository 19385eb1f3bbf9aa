package dev.weir.local.webpubsub;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Where a request carries its token. */
final class Bearer {
    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** REST calls: the Authorization header. */
    static String ofCall(HttpServerRequest request) throws RequestRejected {
        return header(request).orElseThrow(() -> RequestRejected.unauthorized("the request has no bearer token"));
    }

    /** Clients: the query, since browsers cannot set headers on a WebSocket; or the header. */
    static String ofClient(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        return target.parameter("access_token")
                .or(() -> header(request))
                .orElseThrow(() -> RequestRejected.unauthorized("the client has no access token"));
    }

    private static Optional<String> header(HttpServerRequest request) {
        String value = request.getHeader("Authorization");
        return value != null && value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(value.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
