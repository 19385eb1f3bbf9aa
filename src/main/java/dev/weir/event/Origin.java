package dev.weir.event;

import java.time.Instant;

/**
 * Where a delivery came from: its identity, by which a repeat is known, and its place in the order of its scope.
 *
 * @param scope the source, incarnation and partition or session
 * @param sequence the broker's sequence number within the scope
 * @param enqueuedAt when the broker took it
 */
public record Origin(Scope scope, long sequence, Instant enqueuedAt) {

    /** The origin as dead letters carry it: {@code ci/0/815}. */
    public String text() {
        return scope.text() + "/" + sequence;
    }
}
