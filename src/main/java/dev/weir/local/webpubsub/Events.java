package dev.weir.local.webpubsub;

import dev.weir.local.upstream.EventHandlers;
import dev.weir.local.upstream.Upstream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What all connections need to tell event handlers something. Belongs to the event-loop thread. */
record Events(EventHandlers handlers, Upstream upstream, List<AccessKey> keys, Limits limits) {
    private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;

    Events {
        keys = List.copyOf(keys);
    }

    ClientEvents of(String hub, String connectionId, Optional<String> userId) {
        return new ClientEvents(this, hub, connectionId, userId);
    }

    EventQueue.Room newRoom() {
        return new EventQueue.Room(limits.eventsWaiting(), MAX_WAITING_BYTES);
    }

    /** One signature for each key, so that handlers keep up while keys are rotated. */
    String signature(String connectionId) {
        return keys.stream()
                .map(key -> "sha256=" + HexFormat.of().formatHex(key.sign(connectionId)))
                .collect(Collectors.joining(","));
    }
}
