package dev.weir.publish;

/**
 * A hub that can be published to.
 *
 * @param settings its own budget, concurrency and retries
 * @param transport the way there
 */
public record Hub(PublishSettings settings, Transport transport) {}
