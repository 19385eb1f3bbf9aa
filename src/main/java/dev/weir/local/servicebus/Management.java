package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.HashMap;
import java.util.Map;

/**
 * An entity's {@code $management}: each operation of a request is answered by the part that knows it.
 *
 * @see <a href="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response">AMQP 1.0 in
 *     Azure Service Bus: request-response-based operations</a>
 */
final class Management implements RequestNode {
    private final Map<String, RequestNode> operations;

    private Management(Map<String, RequestNode> operations) {
        this.operations = Map.copyOf(operations);
    }

    /** The operations of a queue; those on its sessions too when it has any. */
    static Management of(MessageQueue queue) {
        Map<String, RequestNode> operations = new HashMap<>();
        operations.putAll(new SettlementRequests(queue).operations());
        operations.putAll(new MessageRequests(queue).operations());
        operations.putAll(new ScheduleRequests(queue::enqueue, queue::cancelScheduled).operations());
        queue.sessions().ifPresent(sessions -> operations.putAll(new SessionRequests(queue, sessions).operations()));
        return new Management(operations);
    }

    /** Operations by their names, without a queue's. */
    static Management of(Map<String, RequestNode> operations) {
        return new Management(operations);
    }

    /** These operations and some more, by their names. */
    Management with(Map<String, RequestNode> more) {
        Map<String, RequestNode> all = new HashMap<>(operations);
        all.putAll(more);
        return new Management(all);
    }

    @Override
    public Response answer(Request request) {
        RequestNode operation = operations.get(request.operation());
        return operation != null
                ? operation.answer(request)
                : Response.failure(
                        501,
                        new AmqpError(
                                AmqpError.NOT_IMPLEMENTED,
                                "operation '" + request.operation() + "' is not supported on this entity"));
    }
}
