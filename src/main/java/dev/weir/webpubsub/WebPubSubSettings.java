package dev.weir.webpubsub;

import java.time.Duration;

/**
 * How the service is reached.
 *
 * @param access the service, and what proves that one may use it
 * @param connections most connections to the service; with the service's latency they bound the calls a second
 * @param attemptTimeout how long one call may take before its outcome counts as unknown
 */
public record WebPubSubSettings(WebPubSubAccess access, int connections, Duration attemptTimeout) {}
