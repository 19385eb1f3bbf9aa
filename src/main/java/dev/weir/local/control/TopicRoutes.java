package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.TopicDescription;
import dev.weir.local.servicebus.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code /local/topics}: topics listed, created, read and deleted; messages sent. */
final class TopicRoutes {
    private final LocalServiceBus serviceBus;
    private final SubscriptionRoutes subscriptions;

    TopicRoutes(LocalServiceBus serviceBus) {
        this.serviceBus = serviceBus;
        subscriptions = new SubscriptionRoutes(serviceBus, this);
    }

    void addTo(Routes routes) {
        routes.get("topics", call -> Answer.ok(Json.object().set("topics", all())))
                .post("topics", this::create)
                .get("topics/{}", call -> Answer.ok(json(require(call.name(0)))))
                .delete("topics/{}", this::delete);
        new MessageRoutes(serviceBus).addSending(routes, "topics/{}", call -> name(require(call.name(0))));
        subscriptions.addTo(routes);
    }

    ArrayNode all() {
        ArrayNode json = Json.array();
        serviceBus.topics().forEach(topic -> json.add(json(topic)));
        return json;
    }

    private static ObjectNode json(TopicDescription topic) {
        TopicSettings settings = topic.settings();
        ObjectNode json = Json.object().put("name", settings.name());
        EntityJson.timeToLive(json, settings.defaultTimeToLive());
        settings.duplicateDetection().ifPresent(window -> json.put("duplicateDetection", window.toString()));
        json.put("partitioned", settings.partitioned()).put("scheduled", topic.scheduled());
        ArrayNode array = json.putArray("subscriptions");
        topic.subscriptions().forEach(subscription -> array.add(SubscriptionRoutes.json(subscription)));
        return json;
    }

    private Answer create(Call call) throws Rejection {
        Fields fields = call.fields();
        TopicSettings usual = TopicSettings.of(fields.text("name"));
        Optional<Duration> timeToLive = fields.duration("defaultTimeToLive");
        TopicSettings settings = new TopicSettings(
                usual.name(),
                timeToLive.orElse(EntitySettings.FOREVER),
                fields.duration("duplicateDetection"),
                fields.flag("partitioned", false),
                usual.maxMessages(),
                usual.maxBytes(),
                List.of());
        fields.end();
        if (find(settings.name()).isPresent()) {
            throw Rejection.conflict("there is a topic '" + settings.name() + "' already");
        }
        serviceBus.createTopic(settings);
        return Answer.created(json(require(settings.name())));
    }

    private Answer delete(Call call) throws Rejection {
        serviceBus.deleteTopic(name(require(call.name(0))));
        return Answer.done();
    }

    private static String name(TopicDescription topic) {
        return topic.settings().name();
    }

    private Optional<TopicDescription> find(String name) {
        return serviceBus.topics().stream()
                .filter(topic -> name(topic).equalsIgnoreCase(name))
                .findFirst();
    }

    TopicDescription require(String name) throws Rejection {
        return find(name)
                .orElseThrow(
                        () -> Rejection.notFound("there is no topic '" + name + "'; GET /local/topics lists them"));
    }
}
