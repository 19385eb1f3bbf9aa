package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.upstream.EventHandler;
import dev.weir.local.upstream.EventHandlers;
import dev.weir.local.upstream.SystemEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /local/web-pubsub/event-handlers}: who is told what clients do, hub by hub. */
final class EventHandlerRoutes {
    private final EventHandlers handlers;

    EventHandlerRoutes(EventHandlers handlers) {
        this.handlers = handlers;
    }

    void addTo(Routes routes) {
        routes.get("web-pubsub/event-handlers", call -> Answer.ok(all()))
                .get("web-pubsub/event-handlers/{}", call -> Answer.ok(ofHub(call.name(0))))
                .put("web-pubsub/event-handlers/{}", this::replace)
                .delete("web-pubsub/event-handlers/{}", call -> {
                    handlers.set(call.name(0), List.of());
                    return Answer.done();
                });
    }

    private ObjectNode all() {
        ObjectNode json = Json.object();
        handlers.all().keySet().stream().sorted().forEach(hub -> json.set(hub, array(hub)));
        return json;
    }

    private ObjectNode ofHub(String hub) {
        return Json.object().set("handlers", array(hub));
    }

    private ArrayNode array(String hub) {
        ArrayNode array = Json.array();
        for (EventHandler handler : handlers.of(hub)) {
            ObjectNode json = array.addObject()
                    .put("urlTemplate", handler.urlTemplate())
                    .put("userEventPattern", handler.userEventPattern());
            ArrayNode events = json.putArray("systemEvents");
            handler.systemEvents().stream().map(SystemEvent::wireName).sorted().forEach(events::add);
        }
        return array;
    }

    private Answer replace(Call call) throws Rejection {
        Fields fields = call.fields();
        Optional<JsonNode> wanted = fields.node("handlers");
        fields.end();
        if (wanted.isEmpty() || !wanted.get().isArray()) {
            throw Rejection.badRequest("the body needs 'handlers', an array");
        }
        List<EventHandler> read = new ArrayList<>();
        for (JsonNode handler : wanted.get()) {
            if (!(handler instanceof ObjectNode object)) {
                throw Rejection.badRequest("each of 'handlers' must be an object");
            }
            read.add(handler(new Fields("a handler", object)));
        }
        handlers.set(call.name(0), read);
        return Answer.ok(ofHub(call.name(0)));
    }

    private static EventHandler handler(Fields fields) throws Rejection {
        String urlTemplate = fields.text("urlTemplate");
        String pattern = fields.optionalText("userEventPattern").orElse("*");
        Optional<JsonNode> names = fields.node("systemEvents");
        fields.end();
        Set<SystemEvent> events = EnumSet.noneOf(SystemEvent.class);
        if (names.isPresent()) {
            for (JsonNode name : names.get()) {
                events.add(event(name.asText()));
            }
        }
        return new EventHandler(urlTemplate, pattern, events);
    }

    private static SystemEvent event(String name) throws Rejection {
        for (SystemEvent event : SystemEvent.values()) {
            if (event.wireName().equals(name)) {
                return event;
            }
        }
        throw Rejection.badRequest("a system event is connect, connected or disconnected, but not '" + name + "'");
    }
}
