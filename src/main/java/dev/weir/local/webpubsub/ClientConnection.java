package dev.weir.local.webpubsub;

import dev.weir.local.odata.ConnectionView;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to a hub. With the reliable subprotocol it outlives its socket, and a new socket can take it
 * over. Belongs to the event-loop thread.
 */
final class ClientConnection implements ConnectionView {
    private static final int REMEMBERED_ACKS = 1_000;

    private final Hub hub;
    private final Identity identity;
    private final Subprotocol subprotocol;
    private final Permissions permissions;
    private final ClientEvents events;
    private final Unacknowledged unacknowledged;
    private final Set<String> groups = new LinkedHashSet<>();
    private final Set<Long> ackIds = new LinkedHashSet<>();
    private final long number;
    private final Instant since;
    private @Nullable ClientSocket socket;
    private boolean ended;

    ClientConnection(
            Hub hub,
            Identity identity,
            Subprotocol subprotocol,
            Permissions permissions,
            ClientEvents events,
            Limits limits) {
        this.hub = hub;
        this.identity = identity;
        this.subprotocol = subprotocol;
        this.permissions = permissions;
        this.events = events;
        number = hub.nextNumber();
        since = hub.now();
        unacknowledged = new Unacknowledged(limits.unacknowledgedMessages(), limits.unacknowledgedBytes());
    }

    /**
     * Who the client is.
     *
     * @param reconnectionToken the secret that lets a new socket take over a reliable connection
     */
    record Identity(String connectionId, Optional<String> userId, String reconnectionToken) {
        /** The same connection, of the user that an event handler made of it. */
        Identity as(Optional<String> user) {
            return new Identity(connectionId, user, reconnectionToken);
        }

        boolean isReconnectedBy(String token) {
            return MessageDigest.isEqual(
                    reconnectionToken.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        }

        /** The reconnection token stays out of logs. */
        @Override
        public String toString() {
            return "Identity[connectionId=" + connectionId + "]";
        }
    }

    Hub hub() {
        return hub;
    }

    String id() {
        return identity.connectionId();
    }

    @Override
    public String connectionId() {
        return identity.connectionId();
    }

    @Override
    public boolean isInGroup(String group) {
        return groups.contains(group);
    }

    @Override
    public int groupCount() {
        return groups.size();
    }

    Identity identity() {
        return identity;
    }

    @Override
    public Optional<String> userId() {
        return identity.userId();
    }

    Subprotocol subprotocol() {
        return subprotocol;
    }

    Permissions permissions() {
        return permissions;
    }

    /** How event handlers are told what happens to it. */
    ClientEvents events() {
        return events;
    }

    /** The groups it is in; the hub alone changes them. */
    Set<String> groups() {
        return groups;
    }

    /** Takes a message: to the socket if there is one, and into the memory of a reliable connection. */
    void deliver(Message message) {
        switch (subprotocol) {
            case PLAIN -> onSocket(open -> writePlain(open, message));
            case JSON -> onSocket(open -> open.writeText(message.frame()));
            case RELIABLE_JSON -> deliverReliably(message);
        }
    }

    private static void writePlain(ClientSocket open, Message message) {
        if (message.payload().isText()) {
            open.writeText(message.plain());
        } else {
            open.writeBinary(message.plain());
        }
    }

    private void deliverReliably(Message message) {
        OptionalLong sequenceId = unacknowledged.add(message, hub.now());
        if (sequenceId.isPresent()) {
            onSocket(open -> open.writeText(message.frame(sequenceId.getAsLong())));
        } else {
            end(ClientSocket.POLICY, "too many messages are not acknowledged");
        }
    }

    /** Sends a frame that belongs to the socket rather than to the connection: it is not replayed. */
    void reply(String frame) {
        onSocket(open -> open.writeText(Buffer.buffer(frame)));
    }

    void acknowledge(long sequenceId) {
        unacknowledged.acknowledge(sequenceId);
    }

    /** Remembers a request that was carried out. */
    void remember(long ackId) {
        if (ackIds.size() >= REMEMBERED_ACKS) {
            ackIds.remove(ackIds.iterator().next());
        }
        ackIds.add(ackId);
    }

    /** It was not carried out after all, and may be asked for again. */
    void forget(long ackId) {
        ackIds.remove(ackId);
    }

    boolean remembers(long ackId) {
        return ackIds.contains(ackId);
    }

    /** The first socket. */
    void attach(ClientSocket opened) {
        socket = opened;
    }

    /** A new socket takes over, and gets what the client may have missed. */
    void recover(ClientSocket opened) {
        onSocket(old -> old.close(ClientSocket.POLICY, "another socket took over"));
        socket = opened;
        hub.found(this);
        unacknowledged.replay(hub.now(), opened::writeText);
    }

    /** Whether this socket was still the connection's own; if so, it has none now. */
    boolean detach(ClientSocket closed) {
        if (socket == closed) {
            socket = null;
            return true;
        }
        return false;
    }

    /** Its socket is gone: a client that closed in good order is, too; a reliable one that was cut off may come back. */
    void lostSocket(boolean inGoodOrder) {
        if (subprotocol == Subprotocol.RELIABLE_JSON && !inGoodOrder) {
            hub.lost(this);
        } else {
            leave(inGoodOrder ? "closed by the client" : "the client's connection was lost");
        }
    }

    /** It ends for good: the one place where handlers are told. */
    private void leave(String reason) {
        if (hub.remove(this)) {
            ended = true;
            events.disconnected(reason);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isOn(ClientSocket candidate) {
        return socket == candidate;
    }

    boolean isDetached() {
        return socket == null;
    }

    /** Its place in the order of connecting to the hub. */
    long number() {
        return number;
    }

    /** What it looks like to others. */
    ConnectedClient view() {
        return new ConnectedClient(
                hub.name(), id(), userId(), subprotocol.wireName(), List.copyOf(groups), since, !isDetached());
    }

    /** Closes it for good on the server's behalf, and says so to the client. */
    void end(short code, String reason) {
        if (subprotocol != Subprotocol.PLAIN) {
            reply(Frames.disconnected(reason));
        }
        close(code, reason);
    }

    /** Closes it for good, without a word before the close frame. */
    void close(short code, String reason) {
        leave(reason);
        ClientSocket open = socket;
        // From here on the socket is nobody's: what the client still sends finds no connection.
        socket = null;
        if (open != null) {
            open.close(code, reason);
        }
    }

    /** Cuts the socket, if there is one, as a failing network does. */
    boolean cutSocket() {
        boolean hadSocket = !isDetached();
        onSocket(ClientSocket::cut);
        return hadSocket;
    }

    private void onSocket(Consumer<ClientSocket> action) {
        ClientSocket open = socket;
        if (open != null) {
            action.accept(open);
        }
    }
}
