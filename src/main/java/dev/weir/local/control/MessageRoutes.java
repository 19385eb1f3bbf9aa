package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.PeekedMessage;
import java.util.Map;
import java.util.Optional;

/** Messages of queues and subscriptions looked at, and sent to queues and topics: below the routes of each. */
final class MessageRoutes {
    private static final String DEAD_LETTERS = "/$deadletterqueue";
    private static final int MAX_SESSIONS = 1000;

    private final LocalServiceBus serviceBus;

    MessageRoutes(LocalServiceBus serviceBus) {
        this.serviceBus = serviceBus;
    }

    /** Finds the path of the entity that a call names, or says that there is none. */
    @FunctionalInterface
    interface Path {
        String of(Call call) throws Rejection;
    }

    void addReading(Routes routes, String prefix, Path path) {
        routes.get(prefix + "/messages", call -> peek(call, path.of(call)))
                .get(prefix + "/dead-letters", call -> peek(call, path.of(call) + DEAD_LETTERS))
                .get(prefix + "/sessions", call -> sessions(call, path.of(call)));
    }

    void addSending(Routes routes, String prefix, Path path) {
        routes.post(prefix + "/messages", call -> send(call, path.of(call)));
    }

    private Answer peek(Call call, String path) throws Rejection {
        long from = call.number("from", 0, 0, Long.MAX_VALUE);
        int count = (int) call.number("count", 20, 1, 100);
        ArrayNode messages = Json.array();
        serviceBus.peek(path, from, count).forEach(message -> messages.add(json(message)));
        return Answer.ok(Json.object().set("messages", messages));
    }

    private Answer sessions(Call call, String path) throws Rejection {
        int count = (int) call.number("count", 100, 1, MAX_SESSIONS);
        return Answer.ok(Json.object().set("sessions", EntityJson.sessions(serviceBus.sessions(path, count))));
    }

    private static ObjectNode json(PeekedMessage message) {
        ObjectNode json = Json.object()
                .put("sequenceNumber", message.sequenceNumber())
                .put("enqueued", message.enqueuedAt().toString())
                .put("state", message.state())
                .put("deliveryCount", message.deliveryCount())
                .put("messageId", message.messageId());
        message.sessionId().ifPresent(id -> json.put("sessionId", id));
        Bodies.writeProperties(json, message.properties());
        Bodies.write(json, message.body());
        return json;
    }

    private Answer send(Call call, String path) throws Rejection {
        Fields fields = call.fields();
        byte[] body = Bodies.read(fields);
        Map<String, Object> properties = Bodies.readProperties(fields);
        Optional<String> sessionId = fields.optionalText("sessionId");
        fields.end();
        Optional<AmqpError> refusal = serviceBus.send(path, body, properties, sessionId);
        if (refusal.isPresent()) {
            throw Rejection.conflict(refusal.get().description());
        }
        return Answer.done();
    }
}
