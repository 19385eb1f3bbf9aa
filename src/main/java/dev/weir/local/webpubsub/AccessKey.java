package dev.weir.local.webpubsub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key as the service uses it: HMAC-SHA256 over its raw UTF-8 bytes. Belongs to the event-loop thread. */
final class AccessKey {
    private final Mac mac;

    AccessKey(String text) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HmacSHA256, which every one must have", e);
        }
    }

    byte[] sign(String text) {
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
