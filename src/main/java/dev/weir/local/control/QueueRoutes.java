package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.PeekedMessage;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.QueueDescription;
import dev.weir.local.servicebus.QueueSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code /local/queues}: queues listed, created, read and deleted; messages looked at and sent. */
final class QueueRoutes {
    private static final String DEAD_LETTERS = "/$deadletterqueue";

    private final LocalServiceBus serviceBus;

    QueueRoutes(LocalServiceBus serviceBus) {
        this.serviceBus = serviceBus;
    }

    void addTo(Routes routes) {
        routes.get("queues", call -> Answer.ok(Json.object().set("queues", all())))
                .post("queues", this::create)
                .get("queues/{}", call -> Answer.ok(json(require(call.name(0)))))
                .delete("queues/{}", this::delete)
                .get("queues/{}/messages", call -> peek(call, ""))
                .post("queues/{}/messages", this::send)
                .get("queues/{}/dead-letters", call -> peek(call, DEAD_LETTERS));
    }

    ArrayNode all() {
        ArrayNode json = Json.array();
        serviceBus.queues().forEach(queue -> json.add(json(queue)));
        return json;
    }

    private static ObjectNode json(QueueDescription queue) {
        EntitySettings entity = queue.settings().entity();
        ObjectNode json = Json.object()
                .put("name", queue.settings().name())
                .put("lockDuration", entity.lockDuration().toString())
                .put("maxDeliveryCount", entity.maxDeliveryCount())
                .put("requiresSession", entity.requiresSession());
        json.set("counts", counts(queue.counts()));
        return json;
    }

    static ObjectNode counts(QueueCounts counts) {
        return Json.object()
                .put("active", counts.active())
                .put("locked", counts.locked())
                .put("deferred", counts.deferred())
                .put("scheduled", counts.scheduled())
                .put("deadLettered", counts.deadLettered())
                .put("transferDeadLettered", counts.transferDeadLettered());
    }

    private Answer create(Call call) throws Rejection {
        Fields fields = call.fields();
        QueueSettings settings = QueueSettings.of(fields.text("name")).with(settings(fields)::over);
        Optional<Duration> window = fields.duration("duplicateDetection");
        if (window.isPresent()) {
            settings = settings.withDuplicateDetection(window.get());
        }
        if (fields.flag("partitioned", false)) {
            settings = settings.withPartitions();
        }
        fields.end();
        String name = settings.name();
        if (serviceBus.queues().stream()
                .anyMatch(queue -> queue.settings().name().equalsIgnoreCase(name))) {
            throw Rejection.conflict("there is a queue '" + name + "' already");
        }
        serviceBus.createQueue(settings);
        return Answer.created(json(require(name)));
    }

    private Answer delete(Call call) throws Rejection {
        serviceBus.deleteQueue(require(call.name(0)).settings().name());
        return Answer.done();
    }

    private Answer peek(Call call, String suffix) throws Rejection {
        String path = require(call.name(0)).settings().name() + suffix;
        long from = call.number("from", 0, 0, Long.MAX_VALUE);
        int count = (int) call.number("count", 20, 1, 100);
        ArrayNode messages = Json.array();
        serviceBus.peek(path, from, count).forEach(message -> messages.add(json(message)));
        return Answer.ok(Json.object().set("messages", messages));
    }

    static ObjectNode json(PeekedMessage message) {
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

    private Answer send(Call call) throws Rejection {
        String queue = require(call.name(0)).settings().name();
        Fields fields = call.fields();
        byte[] body = Bodies.read(fields);
        Map<String, Object> properties = Bodies.readProperties(fields);
        Optional<String> sessionId = fields.optionalText("sessionId");
        fields.end();
        Optional<AmqpError> refusal = serviceBus.send(queue, body, properties, sessionId);
        if (refusal.isPresent()) {
            throw Rejection.conflict(refusal.get().description());
        }
        return Answer.done();
    }

    private static Changes settings(Fields fields) throws Rejection {
        return new Changes(
                fields.duration("lockDuration"),
                fields.integer("maxDeliveryCount", EntitySettings.defaults().maxDeliveryCount()),
                fields.flag("requiresSession", false),
                fields.duration("defaultTimeToLive"),
                fields.flag("deadLetteringOnExpiration", false),
                fields.optionalText("forwardTo"),
                fields.optionalText("forwardDeadLettersTo"));
    }

    private QueueDescription require(String name) throws Rejection {
        for (QueueDescription queue : serviceBus.queues()) {
            if (queue.settings().name().equalsIgnoreCase(name)) {
                return queue;
            }
        }
        throw Rejection.notFound("there is no queue '" + name + "'; GET /local/queues lists them");
    }

    /** What a client wants otherwise than by default. */
    private record Changes(
            Optional<Duration> lockDuration,
            int maxDeliveryCount,
            boolean requiresSession,
            Optional<Duration> defaultTimeToLive,
            boolean deadLetteringOnExpiration,
            Optional<String> forwardTo,
            Optional<String> forwardDeadLettersTo) {
        EntitySettings over(EntitySettings usual) {
            return new EntitySettings(
                    lockDuration.orElse(usual.lockDuration()),
                    maxDeliveryCount,
                    requiresSession,
                    defaultTimeToLive.orElse(usual.defaultTimeToLive()),
                    deadLetteringOnExpiration,
                    forwardTo,
                    forwardDeadLettersTo);
        }
    }
}
