package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.MalformedValueException;
import dev.weir.local.amqp.Request;
import dev.weir.local.amqp.RequestNode;
import dev.weir.local.amqp.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.qpid.protonj2.types.Binary;

/** Requests on sessions: to renew the lock of one, to read and write its state, and to list them. */
final class SessionRequests {
    private static final int MAX_LISTED = 1000;

    private final MessageQueue queue;
    private final Sessions sessions;

    SessionRequests(MessageQueue queue, Sessions sessions) {
        this.queue = queue;
        this.sessions = sessions;
    }

    Map<String, RequestNode> operations() {
        return Map.of(
                "com.microsoft:renew-session-lock",
                request -> withLocked(request, this::renew),
                "com.microsoft:get-session-state",
                request -> withLocked(request, SessionRequests::state),
                "com.microsoft:set-session-state",
                this::setState,
                "com.microsoft:get-message-sessions",
                this::list);
    }

    private Response withLocked(Request request, Function<Session, Response> operation) {
        queue.expireDue();
        String id = RequestFields.text(request, "session-id");
        return sessions.findLocked(id)
                .map(operation)
                .orElseGet(() -> Response.failure(SettlementRequests.GONE, SessionErrors.lockLost(id)));
    }

    private Response renew(Session session) {
        queue.renew(session);
        EncodedWriter body = new EncodedWriter(64);
        int map = body.openMap(2);
        body.string("expiration").timestamp(session.lockedUntil());
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private static Response state(Session session) {
        EncodedWriter body = new EncodedWriter(64);
        int map = body.openMap(2);
        body.string("session-state");
        session.state().ifPresentOrElse(body::binary, body::nothing);
        body.close(map);
        return Response.ok(body.toBytes());
    }

    private Response setState(Request request) {
        Object state = request.map().get("session-state");
        if (state != null && !(state instanceof Binary)) {
            throw new MalformedValueException("'session-state' must be binary or null");
        }
        return withLocked(request, session -> {
            sessions.setState(session, state == null ? null : ((Binary) state).asByteArray());
            return Response.of(200, "OK");
        });
    }

    private Response list(Request request) {
        long skip = RequestFields.number(request, "skip");
        long top = Math.min(RequestFields.number(request, "top"), MAX_LISTED);
        List<String> ids = sessions.all()
                .map(Session::id)
                .sorted()
                .skip(Math.max(0, skip))
                .limit(Math.max(0, top))
                .toList();
        if (ids.isEmpty()) {
            return Response.of(204, "No sessions");
        }
        EncodedWriter body = new EncodedWriter(256);
        int map = body.openMap(4);
        body.string("skip").integer((int) skip + ids.size());
        body.string("sessions-ids").value(ids.toArray(new String[0]));
        body.close(map);
        return Response.ok(body.toBytes());
    }
}
