package dev.weir.guarantee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A promise of the bridge, checked from outside: told of what was sent and of what a client received, in their order. Events
 * are told apart by a counter {@code n} in their data, which rises within an entity. Not safe on several threads.
 */
public interface Guarantee {

    /** An event was sent that is to reach this lane. */
    default void sent(String lane, String entity, long n) {}

    /** A client received a batch of the wire format. */
    default void received(JsonNode batch) {}

    /** What was broken, so far or, asked at the end, altogether; empty while nothing was. */
    List<String> violations();
}
