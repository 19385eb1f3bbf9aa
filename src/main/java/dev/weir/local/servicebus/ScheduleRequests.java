package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.qpid.protonj2.types.Binary;

/** Requests to schedule messages, and to withdraw them while they wait for their time. */
final class ScheduleRequests {
    private final Scheduler scheduler;
    private final Predicate<List<Long>> canceller;

    /**
     * @param canceller withdraws scheduled messages; false, and none is, when one of them is not scheduled
     */
    ScheduleRequests(Scheduler scheduler, Predicate<List<Long>> canceller) {
        this.scheduler = scheduler;
        this.canceller = canceller;
    }

    /** Takes messages in and adds the sequence number of each to a list; none, and says why, when it cannot. */
    interface Scheduler {
        Optional<AmqpError> schedule(List<SentMessage> messages, List<Long> taken);
    }

    Map<String, RequestNode> operations() {
        return Map.of(
                "com.microsoft:schedule-message", this::schedule,
                "com.microsoft:cancel-scheduled-message", this::cancel);
    }

    private Response schedule(Request request) {
        if (!(request.map().get("messages") instanceof List<?> entries)) {
            throw new MalformedValueException("'messages' must be a list");
        }
        List<SentMessage> messages = new ArrayList<>();
        for (Object entry : entries) {
            if (!(entry instanceof Map<?, ?> fields) || !(fields.get("message") instanceof Binary encoded)) {
                throw new MalformedValueException("each of 'messages' must be a map with a binary 'message'");
            }
            messages.add(SentMessageReader.read(encoded.asByteArray()));
        }
        List<Long> taken = new ArrayList<>();
        Optional<AmqpError> error = scheduler.schedule(messages, taken);
        if (error.isPresent()) {
            boolean full = error.get().condition().equals(AmqpError.RESOURCE_LIMIT_EXCEEDED);
            return Response.failure(full ? 403 : 400, error.get());
        }
        long[] numbers = taken.stream().mapToLong(Long::longValue).toArray();
        EncodedWriter body = new EncodedWriter(64 + 9 * numbers.length);
        int map = body.openMap(2);
        body.string("sequence-numbers").value(numbers);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private Response cancel(Request request) {
        List<Long> numbers = RequestFields.sequenceNumbers(request);
        return canceller.test(numbers)
                ? Response.of(200, "OK")
                : Response.failure(
                        404,
                        new AmqpError(
                                MessageRequests.NOT_FOUND, "not all of the messages " + numbers + " are scheduled"));
    }
}
