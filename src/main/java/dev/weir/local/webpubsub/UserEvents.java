package dev.weir.local.webpubsub;

import dev.weir.local.upstream.Outcome;
import io.vertx.core.Future;
import java.util.List;

/** The events that clients raise, and the answers that they get. Belongs to the event-loop thread. */
final class UserEvents {
    private UserEvents() {}

    /**
     * Hands an event to its handler, and the handler's answer to the client as a message from the server. Whether it was
     * taken; an event that no handler wants is taken, and reaches nobody.
     */
    static Future<Boolean> raise(ClientConnection connection, String name, Payload payload) {
        return connection
                .events()
                .fromClient(name, payload)
                .map(outcome -> outcome.map(answer -> take(connection, answer)))
                .orElseGet(() -> Future.succeededFuture(true));
    }

    private static boolean take(ClientConnection connection, Outcome outcome) {
        if (!(outcome instanceof Outcome.Answered answered) || !answered.isSuccess()) {
            return false;
        }
        if (answered.body().length() > 0 && !connection.hasEnded()) {
            try {
                Message message = Message.fromServer(Payload.ofBody(answered.contentType(), answered.body()));
                connection.hub().deliver(message, List.of(connection));
            } catch (RequestRejected e) {
                return false;
            }
        }
        return true;
    }
}
