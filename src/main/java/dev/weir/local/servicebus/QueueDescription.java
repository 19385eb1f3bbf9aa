package dev.weir.local.servicebus;

/**
 * A queue at one moment.
 *
 * @param settings what it was created with
 * @param counts what it holds
 */
public record QueueDescription(QueueSettings settings, QueueCounts counts) {}
