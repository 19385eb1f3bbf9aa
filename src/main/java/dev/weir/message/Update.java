package dev.weir.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What a rule makes of an event for one target.
 *
 * @param target whom it is for
 * @param tenant whose it is; empty for a rule that is shared
 * @param rule the rule's name
 * @param entity what it is about: the key of coalescing, {@code job/991}
 * @param version its place in the entity's order
 * @param at when the broker took the event
 * @param data what clients see; not to be changed
 * @param coalescing how long it may wait for newer ones
 */
public record Update(
        Target target,
        String tenant,
        String rule,
        String entity,
        Version version,
        Instant at,
        JsonNode data,
        Coalescing coalescing) {}
