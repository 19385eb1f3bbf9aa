package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.Refusals;
import java.time.Duration;
import java.util.Optional;

/**
 * An {@link AmqpFaultPlan} as JSON, for instance {@code {"refuseLinks": {"count": 3}, "refuseSends": {"seconds": 10,
 * "share": 0.5, "entity": "orders"}, "refuseSettlements": {"count": 1, "condition": "amqp:internal-error",
 * "description": "…"}, "latencyMillis": 20}}; what is left out does not happen.
 */
final class AmqpFaultsJson {
    private AmqpFaultsJson() {}

    static ObjectNode write(AmqpFaultPlan plan) {
        ObjectNode json = Json.object();
        plan.links().ifPresent(refusals -> json.set("refuseLinks", write(refusals)));
        plan.sends().ifPresent(refusals -> json.set("refuseSends", write(refusals)));
        plan.settlements().ifPresent(refusals -> json.set("refuseSettlements", write(refusals)));
        return json.put("latencyMillis", plan.latency().toMillis());
    }

    static AmqpFaultPlan read(Fields json) throws Rejection {
        AmqpFaultPlan plan = new AmqpFaultPlan(
                refusals(json, "refuseLinks"),
                refusals(json, "refuseSends"),
                refusals(json, "refuseSettlements"),
                Duration.ofMillis(json.integer("latencyMillis", 0)));
        json.end();
        return plan;
    }

    private static ObjectNode write(Refusals refusals) {
        ObjectNode json = Json.object()
                .put("count", refusals.count())
                .put("seconds", Math.max(1, refusals.time().toSeconds()))
                .put("share", refusals.share())
                .put("condition", refusals.error().condition())
                .put("description", refusals.error().description());
        if (!refusals.entity().isEmpty()) {
            json.put("entity", refusals.entity());
        }
        return json;
    }

    private static Optional<Refusals> refusals(Fields json, String name) throws Rejection {
        Optional<Fields> object = json.object(name);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = object.get();
        if (!fields.has("count") && !fields.has("seconds")) {
            throw Rejection.badRequest("'" + name + "' needs 'count' or 'seconds', so that it ends");
        }
        return fields.whole(new Refusals(
                fields.optionalText("entity").orElse(""),
                fields.integer("count", Refusals.MAX_COUNT),
                fields.number("share", 1),
                Duration.ofSeconds(fields.integer("seconds", (int) Refusals.MAX_TIME.toSeconds())),
                error(fields, Refusals.SERVER_BUSY)));
    }

    /** The error that the fields name; only a text of its own for the usual one, if it names no condition. */
    static AmqpError error(Fields fields, AmqpError usual) throws Rejection {
        String condition = fields.optionalText("condition").orElse(usual.condition());
        String description = fields.optionalText("description")
                .orElse(condition.equals(usual.condition()) ? usual.description() : "A fault that was asked for.");
        if (!condition.matches("[\\x21-\\x7e]{1,200}") || description.length() > 1000) {
            throw Rejection.badRequest("'condition' must be 1 to 200 visible ASCII characters such as"
                    + " amqp:link:detach-forced, and 'description' at most 1000");
        }
        return new AmqpError(condition, description);
    }
}
