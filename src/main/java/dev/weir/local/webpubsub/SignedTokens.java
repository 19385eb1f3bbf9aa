package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * JSON Web Tokens (RFC 7519) signed with HS256 and an access key's raw bytes; no other algorithm is taken. Belongs to
 * the event-loop thread.
 */
final class SignedTokens {
    /** The service tolerates this much difference between clocks. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final List<AccessKey> keys;
    private final Clock clock;

    /** The first key signs; each of them verifies. */
    SignedTokens(List<AccessKey> keys, Clock clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    String sign(ObjectNode claims) {
        String signed = HEADER + "." + base64(Json.write(claims));
        return signed + "." + BASE64.encodeToString(keys.get(0).sign(signed));
    }

    /** The claims of a token that one of the keys signed and that has not expired; who it is for is the caller's to check. */
    JsonNode verify(String token) throws RequestRejected {
        if (!COMPACT.matcher(token).matches()) {
            throw RequestRejected.unauthorized("the token is not a JSON Web Token");
        }
        int signatureAt = token.lastIndexOf('.');
        String signed = token.substring(0, signatureAt);
        int claimsAt = signed.indexOf('.') + 1;
        JsonNode header = part(signed.substring(0, claimsAt - 1));
        if (!header.path("alg").asText().equals("HS256") || header.has("crit")) {
            throw RequestRejected.unauthorized("the token must be signed with HS256");
        }
        byte[] signature = bytes(token.substring(signatureAt + 1));
        if (keys.stream().noneMatch(key -> MessageDigest.isEqual(key.sign(signed), signature))) {
            throw RequestRejected.unauthorized("the token's signature does not fit the access key");
        }
        JsonNode claims = part(signed.substring(claimsAt));
        checkTime(claims);
        return claims;
    }

    private void checkTime(JsonNode claims) throws RequestRejected {
        JsonNode expiry = claims.path("exp");
        if (!expiry.isNumber()) {
            throw RequestRejected.unauthorized("the token has no 'exp'");
        }
        long now = clock.instant().getEpochSecond();
        if (expiry.asLong() + SKEW.toSeconds() < now) {
            throw RequestRejected.unauthorized("the token has expired");
        }
        JsonNode notBefore = claims.path("nbf");
        if (notBefore.isNumber() && notBefore.asLong() - SKEW.toSeconds() > now) {
            throw RequestRejected.unauthorized("the token is not valid yet");
        }
    }

    private static JsonNode part(String encoded) throws RequestRejected {
        try {
            JsonNode node = Json.parse(Utf8.decode(bytes(encoded)));
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException | CharacterCodingException e) {
            // Falls through: whatever is wrong with it, it is no token.
        }
        throw RequestRejected.unauthorized("the token's header and claims must be JSON objects");
    }

    private static byte[] bytes(String encoded) throws RequestRejected {
        try {
            return Base64.getUrlDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw RequestRejected.unauthorized("the token is not encoded in base64url");
        }
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
