package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The frames of the JSON subprotocols that the service sends besides messages. */
final class Frames {
    static final String PONG = "{\"type\":\"pong\"}";

    private Frames() {}

    static String connected(ClientConnection connection) {
        ObjectNode frame = system("connected");
        connection.userId().ifPresent(userId -> frame.put("userId", userId));
        frame.put("connectionId", connection.id());
        if (connection.subprotocol() == Subprotocol.RELIABLE_JSON) {
            frame.put("reconnectionToken", connection.identity().reconnectionToken());
        }
        return Json.write(frame);
    }

    static String disconnected(String reason) {
        return Json.write(system("disconnected").put("message", reason));
    }

    static String ack(long ackId) {
        return Json.write(ackFrame(ackId).put("success", true));
    }

    static String failedAck(long ackId, String name, String message) {
        ObjectNode frame = ackFrame(ackId).put("success", false);
        frame.putObject("error").put("name", name).put("message", message);
        return Json.write(frame);
    }

    private static ObjectNode system(String event) {
        return Json.object().put("type", "system").put("event", event);
    }

    private static ObjectNode ackFrame(long ackId) {
        return Json.object().put("type", "ack").put("ackId", ackId);
    }
}
