package dev.weir.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of an event for one target.
 *
 * @param lane whom it is for, and in what form
 * @param tenant whose it is; empty for a rule that is shared
 * @param rule the rule's name
 * @param entity what it is about: the key of coalescing, {@code job/991}
 * @param version its place in the entity's order
 * @param at when the broker took the event
 * @param change what it does to the entity
 * @param barrier whether it ends the entity's window: earlier updates may merge into it, later ones queue behind it
 * @param coalescing how it may wait, and how it is sent
 * @param event what it was made of, where the lane's format shows the event's attributes; else {@code null}
 */
public record Update(
        LaneKey lane,
        String tenant,
        String rule,
        String entity,
        Version version,
        Instant at,
        Change change,
        boolean barrier,
        Coalescing coalescing,
        @Nullable Event event) {

    /** A state that clients may wait for, in Weir's own envelope. */
    public static Update ofState(
            Target target,
            String tenant,
            String rule,
            String entity,
            Version version,
            Instant at,
            JsonNode data,
            Coalescing coalescing) {
        return new Update(
                LaneKey.of(target), tenant, rule, entity, version, at, new Change.State(data), false, coalescing, null);
    }

    public Target target() {
        return lane.target();
    }

    /** What the entity is said to be. Only for an update that is no removal. */
    public JsonNode data() {
        if (change instanceof Change.State state) {
            return state.data();
        }
        throw new IllegalStateException("The removal of '" + entity + "' has no data");
    }
}
