package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests on locked messages: to renew their locks, and to settle them by lock token. */
final class SettlementRequests {
    static final int GONE = 410;

    private final MessageQueue queue;

    SettlementRequests(MessageQueue queue) {
        this.queue = queue;
    }

    Map<String, RequestNode> operations() {
        return Map.of("com.microsoft:renew-lock", this::renewLocks, "com.microsoft:update-disposition", this::settle);
    }

    private Response renewLocks(Request request) {
        List<Long> expirations = new ArrayList<>();
        for (UUID token : RequestFields.lockTokens(request)) {
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

    private Response settle(Request request) {
        Optional<Settling> settling = settling(request);
        if (settling.isEmpty()) {
            return Response.failure(
                    400,
                    new AmqpError(
                            AmqpError.NOT_IMPLEMENTED,
                            "disposition '" + request.map().get("disposition-status")
                                    + "' is unknown; expected completed, abandoned, defered or suspended"));
        }
        Session session = null;
        if (queue.sessions().isPresent()) {
            String id = RequestFields.text(request, "session-id");
            session = queue.sessions().get().findLocked(id).orElse(null);
            if (session == null) {
                return Response.failure(GONE, SessionErrors.lockLost(id));
            }
        }
        return settleAll(RequestFields.lockTokens(request), session, settling.get());
    }

    private Response settleAll(List<UUID> tokens, @Nullable Session session, Settling settling) {
        boolean all = true;
        for (UUID token : tokens) {
            PeekLock lock = queue.held(token, session);
            all &= lock != null && settling.apply(lock);
        }
        return all ? Response.of(200, "OK") : Response.failure(GONE, Consumer.lockLost(session));
    }

    /** One way to settle; false when the lock is not held. */
    private interface Settling {
        boolean apply(PeekLock lock);
    }

    // "defered" is how the service spells it.
    private Optional<Settling> settling(Request request) {
        Map<String, EncodedValue> changes = RequestFields.changes(request);
        return switch (RequestFields.optionalText(request, "disposition-status").orElse("")) {
            case "completed" -> Optional.of(queue.settlements()::complete);
            case "abandoned" -> Optional.of(lock -> queue.settlements().abandon(lock, changes));
            case "defered" -> Optional.of(lock -> queue.settlements().defer(lock, changes));
            case "suspended" ->
                Optional.of(lock -> queue.settlements().deadLetter(lock, deadLetterProperties(request, changes)));
            default -> Optional.empty();
        };
    }

    private static Map<String, EncodedValue> deadLetterProperties(Request request, Map<String, EncodedValue> changes) {
        Map<String, EncodedValue> properties = new LinkedHashMap<>(changes);
        RequestFields.optionalText(request, "deadletter-reason")
                .ifPresent(reason -> properties.put(DeadLetters.REASON, EncodedValue.of(reason)));
        RequestFields.optionalText(request, "deadletter-description")
                .ifPresent(description -> properties.put(DeadLetters.DESCRIPTION, EncodedValue.of(description)));
        return properties;
    }
}
