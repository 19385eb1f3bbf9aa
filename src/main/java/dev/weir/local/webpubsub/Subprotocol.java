package dev.weir.local.webpubsub;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client wants its frames. */
enum Subprotocol {
    /** No envelope: payloads as they are. */
    PLAIN(""),
    JSON("json.webpubsub.azure.v1"),
    RELIABLE_JSON("json.reliable.webpubsub.azure.v1");

    private final String wireName;

    Subprotocol(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    static List<String> wireNames() {
        return List.of(JSON.wireName, RELIABLE_JSON.wireName);
    }

    /** The one that the handshake agreed on; none, and unknown ones, are plain. */
    static Subprotocol agreed(@Nullable String wireName) {
        return Arrays.stream(values())
                .filter(value -> value.wireName.equals(wireName))
                .findFirst()
                .orElse(PLAIN);
    }
}
