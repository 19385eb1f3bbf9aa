package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests that answer with messages: to peek at them, and to receive deferred ones by their sequence numbers. */
final class MessageRequests {
    /** Of messages that are not there, or not in the state that the request is about. */
    static final String NOT_FOUND = "com.microsoft:message-not-found";

    private static final int MAX_PEEK = 1000;
    private static final int MAX_PEEK_BYTES = 1024 * 1024;

    private final MessageQueue queue;

    MessageRequests(MessageQueue queue) {
        this.queue = queue;
    }

    Map<String, RequestNode> operations() {
        return Map.of(
                "com.microsoft:peek-message", this::peek,
                "com.microsoft:receive-by-sequence-number", this::receiveDeferred);
    }

    private Response peek(Request request) {
        long from = RequestFields.number(request, "from-sequence-number");
        List<byte[]> messages = new ArrayList<>();
        int size = 0;
        int count = (int) Math.max(1, Math.min(RequestFields.number(request, "message-count"), MAX_PEEK));
        for (Message message : queue.peek(from, count, RequestFields.optionalText(request, "session-id"))) {
            byte[] encoded = message.encode().toBytes();
            size += encoded.length;
            if (!messages.isEmpty() && size > MAX_PEEK_BYTES) {
                break;
            }
            messages.add(encoded);
        }
        if (messages.isEmpty()) {
            return Response.of(204, "No messages");
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

    private Response receiveDeferred(Request request) {
        List<Long> numbers = RequestFields.sequenceNumbers(request);
        Session session = null;
        if (queue.sessions().isPresent()) {
            String id = RequestFields.text(request, "session-id");
            session = queue.sessions().get().findLocked(id).orElse(null);
            if (session == null) {
                return Response.failure(SettlementRequests.GONE, SessionErrors.lockLost(id));
            }
        }
        boolean receiveAndDelete =
                request.map().get("receiver-settle-mode") instanceof Number mode && mode.intValue() == 0;
        return receiveAndDelete ? take(numbers, session) : lock(numbers, session);
    }

    private Response take(List<Long> numbers, @Nullable Session session) {
        Optional<List<Message>> messages = queue.takeDeferred(numbers, session);
        if (messages.isEmpty()) {
            return notFound(numbers);
        }
        EncodedWriter body = new EncodedWriter(1024);
        int map = body.openMap(2);
        body.string("messages");
        int list = body.openList(messages.get().size());
        for (Message message : messages.get()) {
            int entry = body.openMap(4);
            body.string("message").binary(message.encode().toBytes());
            body.string("lock-token").uuid(LockToken.next());
            body.close(entry);
        }
        body.close(list);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private Response lock(List<Long> numbers, @Nullable Session session) {
        Optional<List<PeekLock>> locks = queue.lockDeferred(numbers, session);
        if (locks.isEmpty()) {
            return notFound(numbers);
        }
        EncodedWriter body = new EncodedWriter(1024);
        int map = body.openMap(2);
        body.string("messages");
        int list = body.openList(locks.get().size());
        for (PeekLock lock : locks.get()) {
            int entry = body.openMap(4);
            body.string("message").binary(lock.message().encode(lock.until()).toBytes());
            body.string("lock-token").uuid(lock.token());
            body.close(entry);
        }
        body.close(list);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private Response notFound(List<Long> numbers) {
        return Response.failure(
                404,
                new AmqpError(
                        NOT_FOUND,
                        "not all of the messages " + numbers + " are deferred in '" + queue.path() + "', or one of them"
                                + " is locked"));
    }
}
