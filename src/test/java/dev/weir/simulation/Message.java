package dev.weir.simulation;

import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message at a simulated broker, and what became of it. */
final class Message {
    static final long NEVER = -1;

    final Scope scope;
    final long sequence;
    final Thing thing;
    final long n;
    final boolean poison;
    final Instant enqueuedAt;
    final RawMessage raw;

    boolean settled;
    int attempts;
    long firstTakenAt = NEVER;
    long takenAt = NEVER;

    @Nullable
    Replica takenBy;
    /** Since when each replica has known of it. */
    private final Map<Replica, Long> knownSince = new HashMap<>();

    Message(Scope scope, long sequence, Thing thing, long n, boolean poison, Instant enqueuedAt) {
        this.scope = scope;
        this.sequence = sequence;
        this.thing = thing;
        this.n = n;
        this.poison = poison;
        this.enqueuedAt = enqueuedAt;
        this.raw = new RawMessage(thing.body(n, poison), "application/json", thing.type(), "m", Map.of());
    }

    Origin origin() {
        return new Origin(scope, sequence, enqueuedAt);
    }

    void taken(Replica replica, long now) {
        takenBy = replica;
        knownSince.putIfAbsent(replica, now);
        attempts++;
        takenAt = now;
        if (firstTakenAt == NEVER) {
            firstTakenAt = now;
        }
    }

    /** Whether who took that other message last knew of this one by then. */
    boolean isKnownToTakerOf(Message other) {
        return other.takenBy != null && knownSince.getOrDefault(other.takenBy, Long.MAX_VALUE) < other.takenAt;
    }

    @Override
    public String toString() {
        return scope + "/" + sequence + " (" + thing.entity() + " n=" + n + (poison ? ", poison" : "") + ")";
    }
}
