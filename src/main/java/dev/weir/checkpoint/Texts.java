package dev.weir.checkpoint;

import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Texts by map and key, kept durably where the store is durable: what a {@link Mono} has confirmed is not lost. Safe on
 * any thread; nothing blocks the caller, and each call ends within the store's time-out.
 */
interface Texts extends AutoCloseable {

    /** A map's entries by key; empty where there is no such map. */
    Mono<Map<String, String>> all(String map);

    /** Puts a text, whatever was there. */
    Mono<Void> put(String map, String key, String text);

    /**
     * Puts a {@link Claim} where the one that is there has this etag, as one step that no other claim can come between.
     *
     * @param expected the etag that must be there; empty where there must be no entry
     * @return when it was claimed, by the store's clock; empty where another etag is there
     */
    Mono<Long> claim(String map, String key, String expected, String etag, String owner);

    @Override
    void close();
}
