package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code /local/state}: all that the page shows, at one moment and in one answer. */
final class StateRoutes {
    private static final int CLIENTS = 100;
    private static final int CALLS = 50;

    private final QueueRoutes queues;
    private final TopicRoutes topics;
    private final HubRoutes hubs;
    private final WebPubSubRoutes webPubSub;
    private final FaultRoutes faults;
    private final ClockRoutes clock;

    StateRoutes(
            QueueRoutes queues,
            TopicRoutes topics,
            HubRoutes hubs,
            WebPubSubRoutes webPubSub,
            FaultRoutes faults,
            ClockRoutes clock) {
        this.queues = queues;
        this.topics = topics;
        this.hubs = hubs;
        this.webPubSub = webPubSub;
        this.faults = faults;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.get("state", call -> Answer.ok(json()));
    }

    private ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("clock", clock.json());
        json.set("queues", queues.all());
        json.set("topics", topics.all());
        json.set("eventHubs", hubs.all());
        json.setAll(webPubSub.clients(CLIENTS));
        json.set("calls", webPubSub.calls(CALLS));
        json.set("meter", webPubSub.meter());
        json.set("faults", faults.json());
        return json;
    }
}
