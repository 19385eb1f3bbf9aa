package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.eventhubs.LocalEventHubs;
import dev.weir.local.eventhubs.NewEvent;
import dev.weir.local.eventhubs.PartitionState;
import dev.weir.local.eventhubs.StoredEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /local/event-hubs}: hubs listed, created, read and deleted; events looked at and sent. */
final class HubRoutes {
    private static final int DEFAULT_PARTITIONS = 4;

    private final LocalEventHubs eventHubs;

    HubRoutes(LocalEventHubs eventHubs) {
        this.eventHubs = eventHubs;
    }

    void addTo(Routes routes) {
        routes.get("event-hubs", call -> Answer.ok(Json.object().set("eventHubs", all())))
                .post("event-hubs", this::create)
                .get("event-hubs/{}", call -> Answer.ok(json(require(call.name(0)))))
                .delete("event-hubs/{}", this::delete)
                .post("event-hubs/{}/events", this::send)
                .get("event-hubs/{}/partitions/{}/events", this::peek);
    }

    ArrayNode all() {
        ArrayNode json = Json.array();
        eventHubs.hubs().forEach(hub -> json.add(json(hub)));
        return json;
    }

    private ObjectNode json(HubSettings hub) {
        ObjectNode json = Json.object().put("name", hub.name());
        hub.consumerGroups().forEach(json.putArray("consumerGroups")::add);
        json.put("retention", hub.retention().maxAge().toString());
        ArrayNode partitions = json.putArray("partitions");
        for (PartitionState state : eventHubs.partitions(hub.name())) {
            partitions
                    .addObject()
                    .put("id", state.partition())
                    .put("events", state.events())
                    .put("bytes", state.bytes())
                    .put("firstSequenceNumber", state.firstSequenceNumber())
                    .put("lastSequenceNumber", state.lastSequenceNumber())
                    .put("readers", state.readers());
        }
        return json;
    }

    private Answer create(Call call) throws Rejection {
        Fields fields = call.fields();
        HubSettings hub = HubSettings.of(fields.text("name"), fields.integer("partitionCount", DEFAULT_PARTITIONS));
        List<String> groups = new ArrayList<>();
        Optional<JsonNode> node = fields.node("consumerGroups");
        if (node.isPresent()) {
            node.get().forEach(group -> groups.add(group.asText()));
        }
        HubSettings settings = hub.withConsumerGroups(groups.toArray(String[]::new));
        settings = fields.duration("retention")
                .map(age -> hub.retention().withMaxAge(age))
                .map(settings::withRetention)
                .orElse(settings);
        fields.end();
        eventHubs.createHub(settings);
        return Answer.created(json(settings));
    }

    private Answer delete(Call call) throws Rejection {
        if (!eventHubs.deleteHub(call.name(0))) {
            throw unknown(call.name(0));
        }
        return Answer.done();
    }

    private Answer send(Call call) throws Rejection {
        String hub = require(call.name(0)).name();
        Fields fields = call.fields();
        byte[] body = Bodies.read(fields);
        Map<String, String> properties = new LinkedHashMap<>();
        Bodies.readProperties(fields).forEach((name, value) -> properties.put(name, String.valueOf(value)));
        NewEvent event = new NewEvent(body, properties, fields.optionalText("partitionKey"));
        boolean toPartition = fields.has("partition");
        int partition = fields.integer("partition", 0);
        fields.end();
        if (toPartition && event.partitionKey().isPresent()) {
            throw Rejection.badRequest("an event goes to a 'partition' or by its 'partitionKey', not both");
        }
        if (toPartition) {
            eventHubs.send(hub, partition, event);
        } else {
            eventHubs.send(hub, event);
        }
        return Answer.done();
    }

    private Answer peek(Call call) throws Rejection {
        HubSettings hub = require(call.name(0));
        String partition = call.name(1);
        if (!partition.matches("\\d{1,4}") || Integer.parseInt(partition) >= hub.partitionCount()) {
            throw Rejection.notFound("hub '" + hub.name() + "' has partitions 0 to " + (hub.partitionCount() - 1)
                    + ", but not '" + partition + "'");
        }
        long from = call.number("from", 0, 0, Long.MAX_VALUE);
        int count = (int) call.number("count", 20, 1, 100);
        ArrayNode events = Json.array();
        for (StoredEvent event : eventHubs.peek(hub.name(), Integer.parseInt(partition), from, count)) {
            ObjectNode json = events.addObject()
                    .put("sequenceNumber", event.sequenceNumber())
                    .put("offset", event.offset())
                    .put("enqueued", event.enqueued().toString());
            event.partitionKey().ifPresent(key -> json.put("partitionKey", key));
            Bodies.writeProperties(json, event.properties());
            Bodies.write(json, event.body());
        }
        return Answer.ok(Json.object().set("messages", events));
    }

    private HubSettings require(String name) throws Rejection {
        for (HubSettings hub : eventHubs.hubs()) {
            if (hub.name().equalsIgnoreCase(name)) {
                return hub;
            }
        }
        throw unknown(name);
    }

    private static Rejection unknown(String name) {
        return Rejection.notFound("there is no hub '" + name + "'; GET /local/event-hubs lists them");
    }
}
