package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.RuleSettings;
import dev.weir.local.servicebus.SubscriptionDescription;
import dev.weir.local.servicebus.SubscriptionSettings;
import java.util.List;
import java.util.Optional;

/** The subscriptions of a topic and their rules, below {@code /local/topics/NAME/subscriptions}. */
final class SubscriptionRoutes {
    private static final String ALL = "topics/{}/subscriptions";
    private static final String ONE = ALL + "/{}";

    private final LocalServiceBus serviceBus;
    private final TopicRoutes topics;

    SubscriptionRoutes(LocalServiceBus serviceBus, TopicRoutes topics) {
        this.serviceBus = serviceBus;
        this.topics = topics;
    }

    void addTo(Routes routes) {
        routes.get(ALL, this::list)
                .post(ALL, this::create)
                .get(ONE, call -> Answer.ok(json(require(call))))
                .delete(ONE, this::delete)
                .get(ONE + "/rules", call -> Answer.ok(Json.object().set("rules", rules(require(call)))))
                .post(ONE + "/rules", this::createRule)
                .delete(ONE + "/rules/{}", this::deleteRule);
        new MessageRoutes(serviceBus).addReading(routes, ONE, this::path);
    }

    static ObjectNode json(SubscriptionDescription subscription) {
        SubscriptionSettings settings = subscription.settings();
        ObjectNode json = EntityJson.write(settings.name(), settings.entity(), subscription.counts())
                .put("deadLetteringOnFilterExceptions", settings.deadLetteringOnFilterExceptions());
        return json.set("rules", rules(subscription));
    }

    private static ArrayNode rules(SubscriptionDescription subscription) {
        ArrayNode json = Json.array();
        subscription.settings().rules().forEach(rule -> json.add(RuleJson.write(rule)));
        return json;
    }

    private Answer list(Call call) throws Rejection {
        ArrayNode array = Json.array();
        topics.require(call.name(0)).subscriptions().forEach(subscription -> array.add(json(subscription)));
        return Answer.ok(Json.object().set("subscriptions", array));
    }

    private Answer create(Call call) throws Rejection {
        String topic = topics.require(call.name(0)).settings().name();
        Fields fields = call.fields();
        String name = fields.text("name");
        EntitySettings entity = EntityJson.read(fields);
        boolean deadLettering = fields.flag("deadLetteringOnFilterExceptions", true);
        List<RuleSettings> rules = RuleJson.readAll(fields, "rules");
        fields.end();
        SubscriptionSettings settings = new SubscriptionSettings(name, entity, deadLettering, rules);
        if (find(topic, name).isPresent()) {
            throw Rejection.conflict("topic '" + topic + "' has a subscription '" + name + "' already");
        }
        serviceBus.createSubscription(topic, settings);
        return Answer.created(json(require(topic, name)));
    }

    private Answer delete(Call call) throws Rejection {
        serviceBus.deleteSubscription(call.name(0), require(call).settings().name());
        return Answer.done();
    }

    private Answer createRule(Call call) throws Rejection {
        SubscriptionDescription subscription = require(call);
        RuleSettings rule = RuleJson.read(call.fields());
        if (find(subscription, rule.name()).isPresent()) {
            throw Rejection.conflict(
                    "subscription '" + subscription.settings().name() + "' has a rule '" + rule.name() + "' already");
        }
        serviceBus.createRule(call.name(0), subscription.settings().name(), rule);
        return Answer.created(RuleJson.write(rule));
    }

    private Answer deleteRule(Call call) throws Rejection {
        SubscriptionDescription subscription = require(call);
        String name = subscription.settings().name();
        RuleSettings rule = find(subscription, call.name(2))
                .orElseThrow(
                        () -> Rejection.notFound("subscription '" + name + "' has no rule '" + call.name(2) + "'"));
        serviceBus.deleteRule(call.name(0), name, rule.name());
        return Answer.done();
    }

    private String path(Call call) throws Rejection {
        return call.name(0) + "/subscriptions/" + require(call).settings().name();
    }

    private SubscriptionDescription require(Call call) throws Rejection {
        return require(call.name(0), call.name(1));
    }

    private SubscriptionDescription require(String topic, String name) throws Rejection {
        return find(topic, name)
                .orElseThrow(() -> Rejection.notFound("topic '" + topic + "' has no subscription '" + name + "'"));
    }

    private Optional<SubscriptionDescription> find(String topic, String name) throws Rejection {
        return topics.require(topic).subscriptions().stream()
                .filter(subscription -> subscription.settings().name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static Optional<RuleSettings> find(SubscriptionDescription subscription, String rule) {
        return subscription.settings().rules().stream()
                .filter(known -> known.name().equalsIgnoreCase(rule))
                .findFirst();
    }
}
