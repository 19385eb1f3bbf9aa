package dev.weir.event;

/**
 * A message taken from the broker and not settled yet; it holds one event or several.
 *
 * @param origin where it came from
 * @param message what it carries
 * @param attempt how often the broker has handed it out, from 1
 * @param settlement how to give it an end
 */
public record Delivery(Origin origin, RawMessage message, int attempt, Settlement settlement) {}
