package dev.weir.local.webpubsub;

import dev.weir.local.upstream.Event;
import dev.weir.local.upstream.EventHandler;
import dev.weir.local.upstream.Outcome;
import dev.weir.local.upstream.SystemEvent;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What event handlers are told about one connection: to each handler one event at a time, in order, so that a slow
 * handler keeps nobody else waiting. Belongs to the event-loop thread.
 */
final class ClientEvents {
    private final Events events;
    private final String hub;
    private final String connectionId;
    private final Map<EventHandler, EventQueue> queues = new HashMap<>();
    private final EventQueue.Room room;
    private Optional<String> userId;
    private Optional<String> subprotocol = Optional.empty();
    private Optional<String> state = Optional.empty();
    private long nextId;

    ClientEvents(Events events, String hub, String connectionId, Optional<String> userId) {
        this.events = events;
        this.hub = hub;
        this.connectionId = connectionId;
        this.userId = userId;
        room = events.newRoom();
    }

    /** Asks whether the client may connect; empty where no handler wants to be asked. */
    Optional<Future<Outcome>> connect(String json) {
        return events.handlers()
                .find(hub, SystemEvent.CONNECT)
                .map(handler -> events.upstream()
                        .deliver(handler, Event.ofService(source(), id(), SystemEvent.CONNECT, json))
                        .onSuccess(this::remember));
    }

    /** The client is there, as whoever it turned out to be. */
    void connected(Optional<String> user, Subprotocol agreed) {
        userId = user;
        subprotocol = Optional.of(agreed.wireName()).filter(name -> !name.isEmpty());
        tell(SystemEvent.CONNECTED, "{}");
    }

    /** The connection has ended for good; what a handler has not been told yet of the client's events is left out. */
    void disconnected(String reason) {
        queues.values().forEach(EventQueue::clear);
        tell(SystemEvent.DISCONNECTED, Json.write(Json.object().put("reason", reason)));
    }

    /** Hands on an event of the client; empty where no handler wants it. */
    Optional<Future<Outcome>> fromClient(String name, Payload payload) {
        return events.handlers()
                .find(hub, name)
                .map(handler -> queue(handler)
                        .add(
                                payload.bytes().length(),
                                () -> events.upstream()
                                        .deliver(
                                                handler,
                                                Event.ofClient(
                                                        source(), id(), name, payload.contentType(), payload.bytes()))
                                        .onSuccess(this::remember)));
    }

    private void tell(SystemEvent event, String json) {
        events.handlers()
                .find(hub, event)
                .ifPresent(handler -> queue(handler)
                        .addAlways(() ->
                                events.upstream().deliver(handler, Event.ofService(source(), id(), event, json))));
    }

    private EventQueue queue(EventHandler handler) {
        return queues.computeIfAbsent(handler, h -> new EventQueue(room));
    }

    private void remember(Outcome outcome) {
        if (outcome instanceof Outcome.Answered answered && answered.isSuccess()) {
            state = answered.state().or(() -> state);
        }
    }

    private Event.Source source() {
        return new Event.Source(hub, connectionId, userId, subprotocol, state, events.signature(connectionId));
    }

    private long id() {
        long id = nextId;
        nextId++;
        return id;
    }
}
