package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.QueueDescription;
import dev.weir.local.servicebus.QueueSettings;
import java.time.Duration;
import java.util.Optional;

/** {@code /local/queues}: queues listed, created, read and deleted; messages looked at and sent. */
final class QueueRoutes {
    private final LocalServiceBus serviceBus;

    QueueRoutes(LocalServiceBus serviceBus) {
        this.serviceBus = serviceBus;
    }

    void addTo(Routes routes) {
        routes.get("queues", call -> Answer.ok(Json.object().set("queues", all())))
                .post("queues", this::create)
                .get("queues/{}", call -> Answer.ok(json(require(call.name(0)))))
                .delete("queues/{}", this::delete);
        MessageRoutes messages = new MessageRoutes(serviceBus);
        messages.addReading(routes, "queues/{}", call -> name(require(call.name(0))));
        messages.addSending(routes, "queues/{}", call -> name(require(call.name(0))));
    }

    ArrayNode all() {
        ArrayNode json = Json.array();
        serviceBus.queues().forEach(queue -> json.add(json(queue)));
        return json;
    }

    private static ObjectNode json(QueueDescription queue) {
        QueueSettings settings = queue.settings();
        ObjectNode json = EntityJson.write(settings.name(), settings.entity(), queue.counts());
        settings.duplicateDetection().ifPresent(window -> json.put("duplicateDetection", window.toString()));
        return json.put("partitioned", settings.partitioned());
    }

    private Answer create(Call call) throws Rejection {
        Fields fields = call.fields();
        QueueSettings settings = QueueSettings.of(fields.text("name"));
        var entity = EntityJson.read(fields);
        settings = settings.with(usual -> entity);
        Optional<Duration> window = fields.duration("duplicateDetection");
        if (window.isPresent()) {
            settings = settings.withDuplicateDetection(window.get());
        }
        if (fields.flag("partitioned", false)) {
            settings = settings.withPartitions();
        }
        fields.end();
        if (find(settings.name()).isPresent()) {
            throw Rejection.conflict("there is a queue '" + settings.name() + "' already");
        }
        serviceBus.createQueue(settings);
        return Answer.created(json(require(settings.name())));
    }

    private Answer delete(Call call) throws Rejection {
        serviceBus.deleteQueue(name(require(call.name(0))));
        return Answer.done();
    }

    private static String name(QueueDescription queue) {
        return queue.settings().name();
    }

    private Optional<QueueDescription> find(String name) {
        return serviceBus.queues().stream()
                .filter(queue -> name(queue).equalsIgnoreCase(name))
                .findFirst();
    }

    private QueueDescription require(String name) throws Rejection {
        return find(name)
                .orElseThrow(
                        () -> Rejection.notFound("there is no queue '" + name + "'; GET /local/queues lists them"));
    }
}
