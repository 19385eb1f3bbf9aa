package dev.weir.source;

import dev.weir.event.Scope;
import java.time.Instant;

/**
 * How far the bridge is behind in a partition or session, at a glance that may be a moment old.
 *
 * @param scope the partition or session
 * @param unsettled deliveries taken and not settled
 * @param bytes the memory that they take, about
 * @param oldest when the broker took the oldest of them; {@link Instant#MAX} where there is none
 */
public record ScopeLag(Scope scope, int unsettled, long bytes, Instant oldest) {}
