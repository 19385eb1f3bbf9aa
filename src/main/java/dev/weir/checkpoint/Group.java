package dev.weir.checkpoint;

import java.util.Locale;

/**
 * A consumer group of a hub. Immutable.
 *
 * @param namespace the namespace's host
 */
record Group(String namespace, String hub, String name) {

    /** How a store names the group; Event Hubs' names are without case, and no two groups share a text. */
    String key() {
        return (namespace + "|" + hub + "|" + name).toLowerCase(Locale.ROOT);
    }
}
