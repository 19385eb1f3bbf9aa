package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.AmqpListener;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.LocalWebPubSub;
import java.util.Optional;

/**
 * {@code /local/faults}: what goes wrong on purpose, until it is used up or ended. What is in the plan beside {@code
 * amqp} is about Web PubSub's REST. What happens once, such as cutting connections, has paths of its own below.
 */
final class FaultRoutes {
    private static final AmqpError DETACHED = new AmqpError(
            "amqp:link:detach-forced", "The link was detached because /local/faults/detach-links asked for it.");

    private final AmqpListener amqp;
    private final LocalServiceBus serviceBus;
    private final LocalWebPubSub webPubSub;

    FaultRoutes(AmqpListener amqp, LocalServiceBus serviceBus, LocalWebPubSub webPubSub) {
        this.amqp = amqp;
        this.serviceBus = serviceBus;
        this.webPubSub = webPubSub;
    }

    void addTo(Routes routes) {
        routes.get("faults", call -> Answer.ok(json()))
                .put("faults", this::replace)
                .delete("faults", this::end)
                .post("faults/cut-connections", this::cutConnections)
                .post("faults/detach-links", this::detachLinks)
                .post("faults/cut-web-sockets", this::cutWebSockets)
                .post("faults/expire-locks", this::expireLocks);
    }

    ObjectNode json() {
        ObjectNode json = FaultsJson.write(webPubSub.faults().plan());
        json.set("amqp", AmqpFaultsJson.write(amqp.faults().plan()));
        return json;
    }

    private Answer replace(Call call) throws Rejection {
        Fields fields = call.fields();
        FaultPlan plan = FaultsJson.read(fields);
        Optional<Fields> amqpFields = fields.object("amqp");
        AmqpFaultPlan amqpPlan = amqpFields.isPresent() ? AmqpFaultsJson.read(amqpFields.get()) : AmqpFaultPlan.NONE;
        fields.end();
        webPubSub.faults().set(plan);
        amqp.faults().set(amqpPlan);
        return Answer.ok(json());
    }

    private Answer end(Call call) {
        webPubSub.faults().clear();
        amqp.faults().clear();
        return Answer.ok(json());
    }

    private Answer cutConnections(Call call) throws Rejection {
        Fields fields = call.fields();
        Optional<String> entity = fields.optionalText("entity");
        fields.end();
        return count("connections", entity.map(amqp::dropConnections).orElseGet(amqp::dropConnections));
    }

    private Answer detachLinks(Call call) throws Rejection {
        Fields fields = call.fields();
        String entity = fields.optionalText("entity").orElse("");
        AmqpError error = AmqpFaultsJson.error(fields, DETACHED);
        fields.end();
        return count("links", amqp.detachLinks(entity, error));
    }

    private Answer cutWebSockets(Call call) throws Rejection {
        Fields fields = call.fields();
        String hub = fields.text("hub");
        fields.end();
        return count("clients", webPubSub.cutSockets(hub));
    }

    private Answer expireLocks(Call call) throws Rejection {
        call.fields().end();
        serviceBus.expireLocks();
        return Answer.done();
    }

    private static Answer count(String what, int count) {
        return Answer.ok(Json.object().put(what, count));
    }
}
