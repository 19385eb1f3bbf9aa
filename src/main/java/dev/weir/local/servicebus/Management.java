package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A queue's {@code $management}: renewing locks, peeking, and settling by lock token.
 *
 * @see <a href="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response">AMQP 1.0 in
 *     Azure Service Bus: request-response-based operations</a>
 */
final class Management implements RequestNode {
    private static final int GONE = 410;
    private static final int NO_CONTENT = 204;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int MAX_PEEK = 1000;
    private static final int MAX_PEEK_BYTES = 1024 * 1024;

    private final MessageQueue queue;

    Management(MessageQueue queue) {
        this.queue = queue;
    }

    @Override
    public Response answer(Request request) {
        return switch (request.operation()) {
            case "com.microsoft:renew-lock" -> renewLocks(request);
            case "com.microsoft:peek-message" -> peek(request);
            case "com.microsoft:update-disposition" -> settle(request);
            default ->
                Response.failure(
                        NOT_IMPLEMENTED,
                        new AmqpError(
                                AmqpError.NOT_IMPLEMENTED, "'" + request.operation() + "' is not supported here"));
        };
    }

    private Response renewLocks(Request request) {
        List<Long> expirations = new ArrayList<>();
        for (UUID token : lockTokens(request)) {
            OptionalLong until = queue.renew(token);
            if (until.isEmpty()) {
                return Response.failure(GONE, Consumer.LOCK_LOST);
            }
            expirations.add(until.getAsLong());
        }
        EncodedWriter body = new EncodedWriter(64 + 8 * expirations.size());
        int map = body.openMap(2);
        body.string("expirations").timestamps(expirations);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private Response peek(Request request) {
        long from = number(request, "from-sequence-number");
        List<byte[]> messages = new ArrayList<>();
        int size = 0;
        int count = (int) Math.max(1, Math.min(number(request, "message-count"), MAX_PEEK));
        for (Message message : queue.peek(from, count)) {
            byte[] encoded = message.encode().toBytes();
            size += encoded.length;
            if (!messages.isEmpty() && size > MAX_PEEK_BYTES) {
                break;
            }
            messages.add(encoded);
        }
        if (messages.isEmpty()) {
            return Response.of(NO_CONTENT, "No messages");
        }
        EncodedWriter body = new EncodedWriter(size + 64 * messages.size());
        int map = body.openMap(2);
        body.string("messages");
        int list = body.openList(messages.size());
        for (byte[] encoded : messages) {
            int entry = body.openMap(2);
            body.string("message").binary(encoded);
            body.close(entry);
        }
        body.close(list);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private Response settle(Request request) {
        String status = String.valueOf(request.map().get("disposition-status"));
        if (!status.equals("completed") && !status.equals("abandoned") && !status.equals("suspended")) {
            return Response.failure(
                    NOT_IMPLEMENTED,
                    new AmqpError(AmqpError.NOT_IMPLEMENTED, "disposition '" + status + "' is not supported here"));
        }
        boolean all = true;
        for (UUID token : lockTokens(request)) {
            PeekLock lock = queue.held(token);
            all &= lock != null
                    && switch (status) {
                        case "completed" -> queue.complete(lock);
                        case "abandoned" -> queue.abandon(lock, properties(request));
                        default -> queue.deadLetter(lock, deadLetterProperties(request));
                    };
        }
        return all ? Response.of(200, "OK") : Response.failure(GONE, Consumer.LOCK_LOST);
    }

    private static Map<String, EncodedValue> deadLetterProperties(Request request) {
        Map<String, EncodedValue> properties = new LinkedHashMap<>(properties(request));
        if (request.map().get("deadletter-reason") instanceof String reason) {
            properties.put(MessageQueue.REASON, EncodedValue.of(reason));
        }
        if (request.map().get("deadletter-description") instanceof String description) {
            properties.put(MessageQueue.DESCRIPTION, EncodedValue.of(description));
        }
        return properties;
    }

    private static Map<String, EncodedValue> properties(Request request) {
        Map<String, EncodedValue> properties = new LinkedHashMap<>();
        if (request.map().get("properties-to-modify") instanceof Map<?, ?> changes) {
            changes.forEach((name, value) -> properties.put(String.valueOf(name), EncodedValue.of(value)));
        }
        return properties;
    }

    private static List<UUID> lockTokens(Request request) {
        Object tokens = request.map().get("lock-tokens");
        if (tokens instanceof UUID[] array) {
            return List.of(array);
        }
        throw new MalformedValueException("'lock-tokens' must be an array of uuid");
    }

    private static long number(Request request, String name) {
        if (request.map().get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new MalformedValueException("'" + name + "' must be a number");
    }
}
