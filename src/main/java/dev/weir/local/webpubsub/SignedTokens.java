package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * JSON Web Tokens (RFC 7519) signed with HS256 and the access key's raw bytes; no other algorithm is taken. Belongs to
 * the event-loop thread.
 */
final class SignedTokens {
    /** The service tolerates this much difference between clocks. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final Mac mac;
    private final Clock clock;

    SignedTokens(String accessKey, Clock clock) {
        this.clock = clock;
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(accessKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HmacSHA256, which every one must have", e);
        }
    }

    String sign(ObjectNode claims) {
        String signed = HEADER + "." + base64(Json.write(claims));
        return signed + "." + BASE64.encodeToString(signature(signed));
    }

    /** The claims of a token that this key signed and that has not expired; who it is for is the caller's to check. */
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
        if (!MessageDigest.isEqual(signature(signed), bytes(token.substring(signatureAt + 1)))) {
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

    private byte[] signature(String signed) {
        return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
