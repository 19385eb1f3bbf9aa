package dev.weir.local.webpubsub;

import java.util.Optional;

/**
 * One message on its way to clients, rendered once however many connections it reaches. Belongs to the event-loop
 * thread.
 */
final class Message {
    private final Payload payload;
    private final String json;
    private final int bytes;

    private Message(Payload payload, String origin) {
        this.payload = payload;
        json = "\"type\":\"message\"," + origin + ",\"dataType\":\"" + payload.dataType() + "\",\"data\":"
                + payload.asJson() + "}";
        bytes = Utf8.length(json);
    }

    /** A message to a group; by REST it has no sender. */
    static Message toGroup(String group, Optional<String> fromUserId, Payload payload) {
        String origin = "\"from\":\"group\",\"group\":" + Json.quote(group);
        return new Message(
                payload,
                fromUserId
                        .map(user -> origin + ",\"fromUserId\":" + Json.quote(user))
                        .orElse(origin));
    }

    /** A message to all, to a user, or to a connection: clients are told no more than that the server sent it. */
    static Message fromServer(Payload payload) {
        return new Message(payload, "\"from\":\"server\"");
    }

    Payload payload() {
        return payload;
    }

    /** The frame for {@code json.webpubsub.azure.v1}. */
    String frame() {
        return "{" + json;
    }

    /** The frame for {@code json.reliable.webpubsub.azure.v1}. */
    String frame(long sequenceId) {
        return "{\"sequenceId\":" + sequenceId + "," + json;
    }

    /** The size in UTF-8, a few bytes off for the sequence id. */
    int bytes() {
        return bytes;
    }
}
