package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Whom a token is for: the URL that the request asks for, compared in its raw form. The authority may be the one that
 * the client used (the Host header) or the one in the connection string; the scheme may be http or https, since TLS may
 * end before this server.
 */
final class Audience {
    private final Supplier<String> endpointAuthority;

    Audience(Supplier<String> endpointAuthority) {
        this.endpointAuthority = endpointAuthority;
    }

    /** A REST token names the request's URL: today's SDKs with the query, older ones without it. */
    void checkCall(JsonNode claims, HttpServerRequest request, RequestTarget target) throws RequestRejected {
        String path = target.rawPath();
        String full = target.rawQuery().map(query -> path + "?" + query).orElse(path);
        check(claims, request, path, full);
    }

    /** A client's token names the hub's URL, which never has a query. */
    void checkClient(JsonNode claims, HttpServerRequest request, RequestTarget target) throws RequestRejected {
        check(claims, request, target.rawPath(), target.rawPath());
    }

    private void check(JsonNode claims, HttpServerRequest request, String path, String full) throws RequestRejected {
        JsonNode audience = claims.path("aud");
        Iterable<JsonNode> candidates = audience.isArray() ? audience : List.of(audience);
        for (JsonNode candidate : candidates) {
            if (names(candidate.asText(), request, path, full)) {
                return;
            }
        }
        throw RequestRejected.unauthorized("the token's 'aud' is not the URL of this request");
    }

    private boolean names(String audience, HttpServerRequest request, String path, String full) {
        int schemeEnd = audience.indexOf("://");
        int pathStart = audience.indexOf('/', schemeEnd + 3);
        if (schemeEnd < 0 || pathStart < 0) {
            return false;
        }
        String scheme = audience.substring(0, schemeEnd);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return false;
        }
        String named = audience.substring(pathStart);
        if (!named.equals(path) && !named.equals(full)) {
            return false;
        }
        String authority = authority(audience.substring(schemeEnd + 3, pathStart));
        String host = request.getHeader("Host");
        return authority.equals(authority(endpointAuthority.get()))
                || (host != null && authority.equals(authority(host)));
    }

    /** Lower case, and without a default port, which clients drop from the Host header. */
    private static String authority(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(":80")
                ? lower.substring(0, lower.length() - 3)
                : lower.endsWith(":443") ? lower.substring(0, lower.length() - 4) : lower;
    }
}
