package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.webpubsub.AnsweredCall;
import dev.weir.local.webpubsub.ConnectedClient;
import dev.weir.local.webpubsub.LocalWebPubSub;
import dev.weir.local.webpubsub.Meter;
import dev.weir.local.webpubsub.Send;
import java.util.List;
import java.util.Locale;

/** {@code /local/web-pubsub}: its clients with their groups, the latest REST calls and sends, and the meter. */
final class WebPubSubRoutes {
    private static final int MAX_LISTED = 1000;

    private final LocalWebPubSub webPubSub;

    WebPubSubRoutes(LocalWebPubSub webPubSub) {
        this.webPubSub = webPubSub;
    }

    void addTo(Routes routes) {
        routes.get("web-pubsub/clients", call -> Answer.ok(clients(limit(call))))
                .get("web-pubsub/calls", call -> Answer.ok(Json.object().set("calls", calls(limit(call)))))
                .delete("web-pubsub/calls", call -> {
                    webPubSub.calls().clear();
                    return Answer.done();
                })
                .get("web-pubsub/sends", call -> Answer.ok(sends(limit(call))))
                .delete("web-pubsub/sends", call -> {
                    webPubSub.sends().clear();
                    return Answer.done();
                })
                .get("web-pubsub/meter", call -> Answer.ok(meter()))
                .delete("web-pubsub/meter", call -> {
                    webPubSub.meter().reset();
                    return Answer.ok(meter());
                });
    }

    private static int limit(Call call) throws Rejection {
        return (int) call.number("count", 100, 1, MAX_LISTED);
    }

    /** As many clients as wanted, and how many there are. */
    ObjectNode clients(int limit) {
        List<ConnectedClient> clients = webPubSub.clients();
        ObjectNode json = Json.object().put("total", clients.size());
        ArrayNode array = json.putArray("clients");
        clients.stream().limit(limit).forEach(client -> {
            ObjectNode object = array.addObject()
                    .put("hub", client.hub())
                    .put("connectionId", client.connectionId())
                    .put("subprotocol", client.subprotocol())
                    .put("since", client.since().toString())
                    .put("online", client.isOnline());
            client.userId().ifPresent(userId -> object.put("userId", userId));
            client.groups().forEach(object.putArray("groups")::add);
        });
        return json;
    }

    /** The latest calls, the newest first. */
    ArrayNode calls(int limit) {
        ArrayNode json = Json.array();
        List<AnsweredCall> calls = webPubSub.calls().latest();
        for (int i = calls.size() - 1; i >= Math.max(0, calls.size() - limit); i--) {
            AnsweredCall call = calls.get(i);
            json.addObject()
                    .put("at", call.at().toString())
                    .put("operation", call.operation())
                    .put("method", call.method())
                    .put("path", call.path())
                    .put("status", call.status());
        }
        return json;
    }

    private ObjectNode sends(int limit) {
        ObjectNode json = Json.object()
                .put("calls", webPubSub.sends().calls())
                .put("accepted", webPubSub.sends().accepted())
                .put("throttled", webPubSub.sends().throttled());
        ArrayNode array = json.putArray("sends");
        List<Send> sends = webPubSub.sends().latest();
        for (int i = sends.size() - 1; i >= Math.max(0, sends.size() - limit); i--) {
            Send send = sends.get(i);
            array.addObject()
                    .put("hub", send.hub())
                    .put("kind", send.kind().name().toLowerCase(Locale.ROOT))
                    .put("name", send.name())
                    .put("bytes", send.bytes())
                    .put("status", send.status());
        }
        return json;
    }

    ObjectNode meter() {
        Meter.Reading reading = webPubSub.meter().read();
        ObjectNode json = Json.object()
                .put("messageUnits", reading.messageUnits())
                .put("messages", reading.messages())
                .put("bytes", reading.bytes())
                .put("received", reading.received())
                .put("connections", reading.connections())
                .put("peakConnections", reading.peakConnections());
        ObjectNode calls = json.putObject("calls");
        reading.calls().forEach((operation, statuses) -> {
            ObjectNode counts = calls.putObject(operation);
            statuses.forEach((status, count) -> counts.put(Integer.toString(status), count));
        });
        return json;
    }
}
