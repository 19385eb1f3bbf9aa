package dev.weir.local.servicebus;

/**
 * What a queue holds at one moment.
 *
 * @param active messages that wait for a receiver
 * @param locked messages that a receiver holds, or held when it was lost and whose locks have not expired yet
 * @param deadLettered messages in the dead-letter sub-queue, locked ones included
 */
public record QueueCounts(int active, int locked, int deadLettered) {}
