package dev.weir.local;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the SDKs take to reach the local services.
 *
 * @param serviceBus for Service Bus clients
 * @param eventHubs for Event Hubs clients; a hub's name is given to them apart
 * @param webPubSub for Web PubSub clients
 */
public record ConnectionStrings(String serviceBus, String eventHubs, String webPubSub) {
    /** By the names under which {@code GET /local/connection-strings} gives them. */
    Map<String, String> byName() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("serviceBus", serviceBus);
        all.put("eventHubs", eventHubs);
        all.put("webPubSub", webPubSub);
        return all;
    }
}
