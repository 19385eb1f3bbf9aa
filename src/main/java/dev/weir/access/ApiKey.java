package dev.weir.access;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those through who send a key: {@code Authorization: Bearer KEY}. It is for an application's own server, which
 * knows whom it asks for; no page may have it.
 */
public final class ApiKey implements Handler<RoutingContext> {
    /** The fewest characters that a key may have. */
    public static final int MIN_LENGTH = 32;

    private static final String SCHEME = "Bearer ";

    private final byte[] key;

    public ApiKey(String key) {
        if (key.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("A key must have " + MIN_LENGTH + " characters or more");
        }
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handle(RoutingContext context) {
        if (isRight(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(401)
                .putHeader("WWW-Authenticate", "Bearer")
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("error", "Send the key of weir.snapshots.api-key: Authorization: Bearer KEY")
                        .toBuffer());
    }

    /** Takes as long whatever the first difference is. */
    private boolean isRight(@Nullable String header) {
        return header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        key, header.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ApiKey[***]";
    }
}
