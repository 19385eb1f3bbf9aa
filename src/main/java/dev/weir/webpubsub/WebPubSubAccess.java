package dev.weir.webpubsub;

import com.azure.core.credential.TokenCredential;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Web PubSub service, and what proves that one may publish to it. Immutable; printed without secrets. */
public sealed interface WebPubSubAccess {

    /** The service's URL, with its port where it has one of its own. */
    String endpoint();

    /**
     * By access keys.
     *
     * @param keys one, or two of which one may be made anew while the other is used: secrets
     */
    record ByKeys(String endpoint, List<String> keys) implements WebPubSubAccess {
        public ByKeys {
            keys = List.copyOf(keys);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("There must be at least one access key");
            }
        }

        @Override
        public String toString() {
            return "ByKeys[" + endpoint + ", ***]";
        }
    }

    /** By an identity of Entra ID. */
    record ByIdentity(String endpoint, TokenCredential credential) implements WebPubSubAccess {
        @Override
        public String toString() {
            return "ByIdentity[" + endpoint + "]";
        }
    }

    /**
     * By connection strings, which were checked.
     *
     * @param secondary with the other key of the same service
     */
    static WebPubSubAccess of(String connectionString, Optional<String> secondary) {
        Map<String, String> parts = parts(connectionString);
        String endpoint = parts.getOrDefault("endpoint", "").replaceAll("/+$", "");
        String port = parts.getOrDefault("port", "");
        return new ByKeys(
                port.isEmpty() || URI.create(endpoint).getPort() >= 0 ? endpoint : endpoint + ":" + port,
                Stream.concat(Stream.of(parts), secondary.map(WebPubSubAccess::parts).stream())
                        .map(each -> each.getOrDefault("accesskey", ""))
                        .toList());
    }

    private static Map<String, String> parts(String connectionString) {
        Map<String, String> parts = new HashMap<>();
        for (String part : connectionString.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        return parts;
    }
}
