package dev.weir.local.webpubsub;

import java.util.Optional;

/**
 * What becomes of the messages of clients without a subprotocol: the event {@code message}, or, where the client's URL
 * says {@code webpubsub_mode=sendToGroup&group=…}, messages to that group. Belongs to the event-loop thread.
 */
final class PlainMode {
    private static final String EVENT = "message";

    private PlainMode() {}

    static Optional<String> groupToPublishTo(RequestTarget target) throws RequestRejected {
        Optional<String> mode = target.parameter("webpubsub_mode");
        if (mode.isEmpty() || mode.get().equalsIgnoreCase("sendEvent")) {
            return Optional.empty();
        }
        if (!mode.get().equalsIgnoreCase("sendToGroup")) {
            throw RequestRejected.badRequest(
                    "webpubsub_mode must be sendEvent or sendToGroup, but was '" + mode.get() + "'");
        }
        String group = target.parameter("group").orElse("");
        GroupName.check(group);
        return Optional.of(group);
    }

    static void receive(ClientConnection connection, Optional<String> publishTo, Payload payload) {
        if (publishTo.isPresent()) {
            publish(connection, publishTo.get(), payload);
        } else {
            UserEvents.raise(connection, EVENT, payload).onSuccess(taken -> {
                if (!taken) {
                    connection.end(ClientSocket.SERVER_ERROR, "the event handler did not take a message");
                }
            });
        }
    }

    private static void publish(ClientConnection connection, String group, Payload payload) {
        if (connection.permissions().maySendTo(group)) {
            Message message = Message.toGroup(group, connection.userId(), payload);
            connection.hub().deliver(message, connection.hub().inGroup(group));
        } else {
            connection.close(ClientSocket.POLICY, "the client may not send to its group");
        }
    }
}
