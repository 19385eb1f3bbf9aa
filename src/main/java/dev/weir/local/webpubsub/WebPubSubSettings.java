package dev.weir.local.webpubsub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the local Web PubSub listens, and the keys of its tokens.
 *
 * @param host the address to listen on, a name or an IP address
 * @param port the TCP port; 0 takes a free one
 * @param accessKey the key of all tokens, used as its UTF-8 bytes; at least 32 of them, because the Java SDK sends no
 *     token at all with a shorter one
 * @param secondaryKey another key that tokens may be signed with, as while keys are rotated
 */
public record WebPubSubSettings(String host, int port, String accessKey, Optional<String> secondaryKey) {

    /** The access key when none is set: public knowledge, so never a secret. */
    public static final String DEVELOPMENT_KEY = "weir-local-web-pubsub-development-access-key";

    private static final int MIN_KEY_BYTES = 32;

    public WebPubSubSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be blank");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, but was " + port);
        }
        checkKey(accessKey);
        secondaryKey.ifPresent(WebPubSubSettings::checkKey);
    }

    private static void checkKey(String key) {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the access key must have at least " + MIN_KEY_BYTES + " bytes, but has " + keyBytes);
        }
        if (key.indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "the access key must not contain ';', which ends it in a connection string");
        }
    }

    /** Loopback, a free port, the development key. */
    public static WebPubSubSettings defaults() {
        return new WebPubSubSettings("127.0.0.1", 0, DEVELOPMENT_KEY, Optional.empty());
    }

    /** These settings with another host. */
    public WebPubSubSettings withHost(String newHost) {
        return new WebPubSubSettings(newHost, port, accessKey, secondaryKey);
    }

    /** These settings with another port. */
    public WebPubSubSettings withPort(int newPort) {
        return new WebPubSubSettings(host, newPort, accessKey, secondaryKey);
    }

    /** These settings with another access key. */
    public WebPubSubSettings withAccessKey(String newKey) {
        return new WebPubSubSettings(host, port, newKey, secondaryKey);
    }

    /** These settings with a secondary key. */
    public WebPubSubSettings withSecondaryKey(String key) {
        return new WebPubSubSettings(host, port, accessKey, Optional.of(key));
    }

    /** The primary key, then the secondary one if there is one. */
    List<String> keys() {
        return Stream.concat(Stream.of(accessKey), secondaryKey.stream()).toList();
    }

    /** The access key stays out of logs. */
    @Override
    public String toString() {
        return "WebPubSubSettings[host=" + host + ", port=" + port + "]";
    }
}
