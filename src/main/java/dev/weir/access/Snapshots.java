package dev.weir.access;

import dev.weir.coalesce.LaneSnapshot;
import dev.weir.coalesce.State;
import dev.weir.message.SnapshotPage;
import dev.weir.message.SnapshotPage.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * The pages of lanes' snapshots. A lane's snapshot is made once a second at most, and all who ask within that second get
 * pages of it; a later page may be of a later one, which clients can take. Safe on any thread.
 */
public final class Snapshots {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int PAGE_ENTITIES = 1_000;
    private static final int PAGE_BYTES = 256 * 1024;
    /** So many lanes' snapshots may be made a second; each holds up the core for a moment. */
    private static final int MOST = 100;

    private final BiFunction<String, String, CompletionStage<LaneSnapshot>> lanes;
    private final LongSupplier nanoTime;
    private final Map<Key, Cached> cached = new LinkedHashMap<>();

    private record Key(String hub, String lane) {}

    private record Cached(long since, CompletionStage<LaneSnapshot> snapshot) {}

    /** A page could not be given. */
    public static final class UnavailableException extends RuntimeException {
        private final int status;

        UnavailableException(int status, String message) {
            super(message);
            this.status = status;
        }

        /** 410 where the page is known no more, 503 where it is to be asked for again later. */
        public int status() {
            return status;
        }
    }

    /** @param lanes makes the snapshot of a hub's lane */
    public Snapshots(BiFunction<String, String, CompletionStage<LaneSnapshot>> lanes, LongSupplier nanoTime) {
        this.lanes = lanes;
        this.nanoTime = nanoTime;
    }

    /**
     * A page as JSON.
     *
     * @param lane as batches have it
     * @param page the {@code next} of the page before; empty for the first
     * @throws UnavailableException if that is no such text, or too many lanes are asked for
     */
    public CompletionStage<byte[]> page(String hub, String lane, String page) {
        Optional<String> after = after(page);
        return snapshot(new Key(hub, lane)).thenApply(snapshot -> page(lane, snapshot, after));
    }

    private static Optional<String> after(String page) {
        if (page.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(page), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(410, "'page' is none that was given; begin again with the first");
        }
    }

    private synchronized CompletionStage<LaneSnapshot> snapshot(Key key) {
        long now = nanoTime.getAsLong();
        cached.values().removeIf(entry -> now - entry.since() >= FRESH.toNanos());
        Cached known = cached.get(key);
        if (known == null) {
            if (cached.size() >= MOST) {
                throw new UnavailableException(503, "Snapshots of many lanes are asked for; ask again in a second");
            }
            known = new Cached(now, lanes.apply(key.hub(), key.lane()));
            cached.put(key, known);
        }
        return known.snapshot();
    }

    private static byte[] page(String lane, LaneSnapshot snapshot, Optional<String> after) {
        SnapshotPage page = new SnapshotPage(lane, snapshot.complete(), snapshot.epochs());
        List<LaneSnapshot.Entity> entities = snapshot.entities();
        int first = after.map(name -> firstAfter(entities, name)).orElse(0);
        int next = first;
        while (next < entities.size() && next - first < PAGE_ENTITIES && page.bytes() < PAGE_BYTES) {
            write(page, entities.get(next++));
        }
        return page.toBytes(
                next == entities.size() ? "" : token(entities.get(next - 1).name()));
    }

    private static String token(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static int firstAfter(List<LaneSnapshot.Entity> entities, String name) {
        int low = 0;
        int high = entities.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entities.get(middle).name().compareTo(name) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void write(SnapshotPage page, LaneSnapshot.Entity entity) {
        State state = entity.state();
        Source source = state.rev() == 0 ? Source.EARLIER : new Source(entity.epoch(), state.rev());
        switch (state.kind()) {
            case VALUE -> page.value(entity.name(), source, state.version(), state.at(), state.data());
            case LIST -> page.list(entity.name(), source, state.version(), state.at(), state.items());
            case REMOVED -> page.removed(entity.name(), source, state.version(), state.at());
        }
    }
}
