package dev.weir.local.servicebus;

/**
 * A subscription at one moment.
 *
 * @param settings what it was created with, but with the rules that it has now
 * @param counts what it holds
 */
public record SubscriptionDescription(SubscriptionSettings settings, QueueCounts counts) {}
