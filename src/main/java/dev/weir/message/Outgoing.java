package dev.weir.message;

import dev.weir.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An update as a batch carries it.
 *
 * @param entity what it is about
 * @param rev its number in the lane's epoch
 * @param version its place in the entity's order
 * @param at when the broker took the event
 * @param operation what clients are to do
 * @param event what it was made of, where the lane's format shows it; {@code null} elsewhere, and where the bridge itself made it
 */
public record Outgoing(
        String entity,
        long rev,
        Version version,
        Instant at,
        Operation operation,
        @Nullable Event event) {}
