package dev.weir.webpubsub;

import java.time.Duration;

/**
 * How the service is reached.
 *
 * @param connectionString endpoint and access key: a secret
 * @param connections most connections to the service; with the service's latency they bound the calls a second
 * @param attemptTimeout how long one call may take before its outcome counts as unknown
 */
public record WebPubSubSettings(String connectionString, int connections, Duration attemptTimeout) {

    @Override
    public String toString() {
        return "WebPubSubSettings[connectionString=***, connections=" + connections + ", attemptTimeout="
                + attemptTimeout + "]";
    }
}
