package dev.weir.checkpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** Texts that end with the process. */
final class MemoryTexts implements Texts {
    private final LongSupplier wallMillis;
    private final Map<String, Map<String, String>> maps = new HashMap<>();

    MemoryTexts(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    @Override
    public Mono<Map<String, String>> all(String map) {
        return Mono.fromSupplier(() -> {
            synchronized (maps) {
                return Map.copyOf(maps.getOrDefault(map, Map.of()));
            }
        });
    }

    @Override
    public Mono<Void> put(String map, String key, String text) {
        return Mono.fromRunnable(() -> {
            synchronized (maps) {
                maps.computeIfAbsent(map, added -> new HashMap<>()).put(key, text);
            }
        });
    }

    @Override
    public Mono<Long> claim(String map, String key, String expected, String etag, String owner) {
        return Mono.fromSupplier(() -> {
            synchronized (maps) {
                Map<String, String> entries = maps.computeIfAbsent(map, added -> new HashMap<>());
                String current = entries.get(key);
                if (!(current == null ? "" : Claim.parse(current).etag()).equals(expected)) {
                    return null;
                }
                long now = wallMillis.getAsLong();
                entries.put(key, new Claim(etag, now, owner).text());
                return now;
            }
        });
    }

    @Override
    public void close() {
        // The garbage collector's.
    }
}
