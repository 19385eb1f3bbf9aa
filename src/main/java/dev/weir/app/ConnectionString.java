package dev.weir.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A connection string's parts. None of its values shows in a message, but those of its endpoint. */
final class ConnectionString {
    private final Map<String, String> parts = new HashMap<>();
    private boolean wellFormed = true;

    ConnectionString(Secret text) {
        for (String part : text.value().split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            } else if (!part.isBlank()) {
                wellFormed = false;
            }
        }
    }

    /** Whether each of its parts has a name and a value. */
    boolean isWellFormed() {
        return wellFormed;
    }

    /** A part's value, where it is there and isn't empty; names are compared without case. */
    Optional<String> part(String name) {
        return Optional.ofNullable(parts.get(name.toLowerCase(Locale.ROOT))).filter(value -> !value.isEmpty());
    }

    boolean has(String name) {
        return part(name).isPresent();
    }

    /** The endpoint, where it is a URI with a host. */
    Optional<URI> endpoint() {
        return part("Endpoint").flatMap(text -> {
            try {
                URI uri = new URI(text);
                return uri.getHost() == null || uri.getScheme() == null ? Optional.empty() : Optional.of(uri);
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
        });
    }
}
