package dev.weir.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens for Web PubSub's REST calls, one for each URL. */
final class Token {
    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private Token() {}

    static String of(String url, String key) {
        return KNOWN.computeIfAbsent(url, audience -> sign(audience, key));
    }

    private static String sign(String audience, String key) {
        String claims = "{\"aud\":\"" + audience + "\",\"exp\":" + (System.currentTimeMillis() / 1_000 + 3_600) + "}";
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
