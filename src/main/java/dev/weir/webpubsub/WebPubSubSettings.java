package dev.weir.webpubsub;

import java.time.Duration;

/**
 * How a hub of the service is reached.
 *
 * @param access the service, and what proves that one may use it
 * @param hub the hub's name at the service
 * @param connections most connections for this hub; with the service's latency they bound the calls a second
 * @param attemptTimeout how long one call may take before its outcome counts as unknown
 */
public record WebPubSubSettings(WebPubSubAccess access, String hub, int connections, Duration attemptTimeout) {}
