package dev.weir.local.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * One event on its way to a handler.
 *
 * @param source the connection that it is about
 * @param id unique within the connection
 * @param type the CloudEvents type
 * @param name the event's name, without the type's prefix
 * @param contentType of the body
 * @param body what the handler gets
 */
public record Event(Source source, long id, String type, String name, String contentType, Buffer body) {
    private static final String JSON = "application/json; charset=utf-8";

    /** An event of the service, with a JSON object. */
    public static Event ofService(Source source, long id, SystemEvent event, String json) {
        String name = event.wireName();
        return new Event(source, id, "azure.webpubsub.sys." + name, name, JSON, Buffer.buffer(json));
    }

    /** An event of a client. */
    public static Event ofClient(Source source, long id, String name, String contentType, Buffer body) {
        return new Event(source, id, "azure.webpubsub.user." + name, name, contentType, body);
    }

    /**
     * A connection, as an event tells of it.
     *
     * @param subprotocol the WebSocket subprotocol; empty where there is none, or none yet
     * @param state what a handler wants to be told again with each event
     * @param signature proves that the service sent it
     */
    public record Source(
            String hub,
            String connectionId,
            Optional<String> userId,
            Optional<String> subprotocol,
            Optional<String> state,
            String signature) {}
}
