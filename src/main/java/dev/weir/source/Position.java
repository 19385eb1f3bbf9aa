package dev.weir.source;

/**
 * A place in a partition's log.
 *
 * @param sequence the event's sequence number, which rises within the partition
 * @param offset the event's offset, as the broker gave it: an opaque text by which reading goes on after this event
 */
public record Position(long sequence, String offset) {}
