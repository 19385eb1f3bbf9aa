package dev.weir.local.webpubsub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.Optional;

/** What clients of the JSON subprotocols ask for, frame by frame. Belongs to the event-loop thread. */
final class ClientFrames {
    private static final String MALFORMED = "the frame lacks a field, or has a wrong one";

    private static final int MAX_EVENT_NAME = 1_024;

    private ClientFrames() {}

    static void handle(ClientConnection connection, String text) {
        JsonNode frame;
        try {
            frame = Json.parse(text);
        } catch (JsonProcessingException e) {
            invalid(connection, "the frame is not valid JSON");
            return;
        }
        String type = frame.path("type").asText();
        switch (type) {
            case "ping" -> connection.reply(Frames.PONG);
            case "sequenceAck" -> acknowledge(connection, frame.path("sequenceId"));
            case "joinGroup" -> carryOut(connection, frame, ClientFrames::join);
            case "leaveGroup" -> carryOut(connection, frame, ClientFrames::leave);
            case "sendToGroup" -> carryOut(connection, frame, ClientFrames::send);
            case "event" -> carryOut(connection, frame, ClientFrames::event);
            case "" -> invalid(connection, "the frame has no type");
            default -> carryOut(connection, frame, ClientFrames::unknown);
        }
    }

    private static void acknowledge(ClientConnection connection, JsonNode sequenceId) {
        if (sequenceId.canConvertToExactIntegral() && sequenceId.canConvertToLong()) {
            connection.acknowledge(sequenceId.asLong());
        } else {
            invalid(connection, "a sequenceId is a whole number");
        }
    }

    private static void carryOut(ClientConnection connection, JsonNode frame, Request request) {
        JsonNode id = frame.path("ackId");
        if (!id.isMissingNode() && !(id.canConvertToExactIntegral() && id.canConvertToLong())) {
            invalid(connection, "an ackId is a whole number");
            return;
        }
        Optional<Long> ackId = id.isMissingNode() ? Optional.empty() : Optional.of(id.asLong());
        if (ackId.isPresent() && connection.remembers(ackId.get())) {
            connection.reply(Frames.failedAck(ackId.get(), "Duplicate", "a request with this ackId was carried out"));
            return;
        }
        Outcome outcome = request.carryOut(connection, frame);
        if (outcome instanceof Later later) {
            // A repeat that comes meanwhile is a duplicate, too.
            ackId.ifPresent(connection::remember);
            later.taken.onSuccess(taken -> conclude(connection, ackId, taken));
        } else if (ackId.isPresent()) {
            answer(connection, ackId.get(), outcome);
        } else if (outcome instanceof Malformed) {
            invalid(connection, MALFORMED);
        }
    }

    /** The event's handler has answered, or will not. Without an ack, the end of the connection has to tell the client. */
    private static void conclude(ClientConnection connection, Optional<Long> ackId, boolean taken) {
        if (taken) {
            ackId.ifPresent(id -> connection.reply(Frames.ack(id)));
        } else if (ackId.isPresent()) {
            connection.forget(ackId.get());
            connection.reply(
                    Frames.failedAck(ackId.get(), "InternalServerError", "the event handler did not take the event"));
        } else {
            connection.end(ClientSocket.SERVER_ERROR, "an event handler did not take an event");
        }
    }

    private static void answer(ClientConnection connection, long ackId, Outcome outcome) {
        if (outcome instanceof Done) {
            connection.remember(ackId);
            connection.reply(Frames.ack(ackId));
        } else if (outcome instanceof Refused refused) {
            connection.reply(Frames.failedAck(ackId, refused.error, refused.message));
        } else {
            connection.reply(Frames.failedAck(ackId, "InternalServerError", MALFORMED));
        }
    }

    private static Outcome join(ClientConnection connection, JsonNode frame) {
        Optional<String> group = group(frame);
        if (group.isEmpty()) {
            return new Malformed();
        }
        if (!connection.permissions().mayJoinOrLeave(group.get())) {
            return Refused.forbidden("join", group.get());
        }
        return connection.hub().join(connection, group.get())
                ? new Done()
                : new Refused("InternalServerError", "the connection is in as many groups as it may be");
    }

    private static Outcome leave(ClientConnection connection, JsonNode frame) {
        Optional<String> group = group(frame);
        if (group.isEmpty()) {
            return new Malformed();
        }
        if (!connection.permissions().mayJoinOrLeave(group.get())) {
            return Refused.forbidden("leave", group.get());
        }
        connection.hub().leave(connection, group.get());
        return new Done();
    }

    private static Outcome send(ClientConnection connection, JsonNode frame) {
        Optional<String> group = group(frame);
        Optional<Payload> payload = Payload.ofFrame(frame);
        if (group.isEmpty() || payload.isEmpty()) {
            return new Malformed();
        }
        if (!connection.permissions().maySendTo(group.get())) {
            return Refused.forbidden("send to", group.get());
        }
        boolean noEcho = frame.path("noEcho").asBoolean();
        Message message = Message.toGroup(group.get(), connection.userId(), payload.get());
        connection
                .hub()
                .deliver(
                        message,
                        connection.hub().inGroup(group.get()).stream()
                                .filter(member -> !noEcho || member != connection)
                                .toList());
        return new Done();
    }

    private static Outcome event(ClientConnection connection, JsonNode frame) {
        Optional<Payload> payload = Payload.ofFrame(frame);
        String name = frame.path("event").asText();
        if (!frame.path("event").isTextual() || !isEventName(name) || payload.isEmpty()) {
            return new Malformed();
        }
        return new Later(UserEvents.raise(connection, name, payload.get()));
    }

    private static boolean isEventName(String name) {
        return !name.isBlank() && name.length() <= MAX_EVENT_NAME;
    }

    private static Outcome unknown(ClientConnection connection, JsonNode frame) {
        return new Refused("InternalServerError", "the local service does not know this type of frame");
    }

    private static Optional<String> group(JsonNode frame) {
        String name = frame.path("group").asText();
        return frame.path("group").isTextual() && GroupName.isValid(name) ? Optional.of(name) : Optional.empty();
    }

    private static void invalid(ClientConnection connection, String reason) {
        connection.close(ClientSocket.INVALID_PAYLOAD, reason);
    }

    @FunctionalInterface
    private interface Request {
        Outcome carryOut(ClientConnection connection, JsonNode frame);
    }

    private sealed interface Outcome {}

    private record Done() implements Outcome {}

    private record Malformed() implements Outcome {}

    private record Later(Future<Boolean> taken) implements Outcome {}

    private record Refused(String error, String message) implements Outcome {
        static Refused forbidden(String verb, String group) {
            return new Refused("Forbidden", "the client may not " + verb + " group '" + group + "'");
        }
    }
}
