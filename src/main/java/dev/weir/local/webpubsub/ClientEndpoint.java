package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.webpubsub.ClientConnection.Identity;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where clients open their WebSockets: {@code /client/hubs/{hub}}. Checks the token before the upgrade, opens or
 * recovers the connection after it. Belongs to the event-loop thread.
 */
final class ClientEndpoint {
    private static final Logger LOG = System.getLogger(ClientEndpoint.class.getName());

    private final Hubs hubs;
    private final SignedTokens tokens;
    private final Audience audience;
    private final Limits limits;
    private final Unsent unsent;
    private final SecureRandom random = new SecureRandom();

    ClientEndpoint(Hubs hubs, SignedTokens tokens, Audience audience, Limits limits) {
        this.hubs = hubs;
        this.tokens = tokens;
        this.audience = audience;
        this.limits = limits;
        unsent = new Unsent(limits.unsentBytes(), limits.unsentBytesInAll());
    }

    void handle(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        if (target.segments().size() != 3 || !target.segments().get(1).equals("hubs")) {
            throw RequestRejected.notFound("clients connect to /client/hubs/{hub}");
        }
        String hub = target.segments().get(2);
        Hubs.checkName(hub);
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw RequestRejected.badRequest("clients connect with a WebSocket");
        }
        Optional<String> connectionId = target.parameter("awps_connection_id");
        Optional<String> reconnectionToken = target.parameter("awps_reconnection_token");
        // A recovery may carry the first connection's token, expired by now: the reconnection token alone counts.
        if (connectionId.isPresent() && reconnectionToken.isPresent()) {
            upgrade(request, socket -> recover(socket, hub, connectionId.get(), reconnectionToken.get()));
        } else {
            Admission admission = admit(request, target);
            upgrade(request, socket -> open(socket, hub, admission));
        }
    }

    private Admission admit(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        JsonNode claims = tokens.verify(Bearer.ofClient(request, target));
        audience.checkClient(claims, request, target);
        if (hubs.size() >= limits.connections()) {
            throw new RequestRejected(
                    503, "Error.Connections.Exceeded", "the local service has no room for a connection");
        }
        List<String> groups = strings(claims.path("webpubsub.group"));
        if (groups.size() > limits.groupsPerConnection()) {
            throw RequestRejected.badRequest("the token names more than " + limits.groupsPerConnection() + " groups");
        }
        for (String group : groups) {
            GroupName.check(group);
        }
        JsonNode subject = claims.path("sub");
        return new Admission(
                subject.isTextual() ? Optional.of(subject.asText()) : Optional.empty(),
                new Permissions(strings(claims.path("role"))),
                groups);
    }

    private static void upgrade(HttpServerRequest request, Consumer<UpgradedSocket> next) {
        request.toWebSocket()
                .onSuccess(socket -> next.accept(new UpgradedSocket(request, socket)))
                .onFailure(e -> LOG.log(Level.DEBUG, "a WebSocket handshake failed", e));
    }

    private void open(UpgradedSocket upgraded, String hubName, Admission admission) {
        Hub hub = hubs.open(hubName);
        Identity identity = new Identity(randomText(), admission.userId, randomText());
        ClientConnection connection = new ClientConnection(
                hub, identity, Subprotocol.agreed(upgraded.socket.subProtocol()), admission.permissions, limits);
        ClientSocket socket = upgraded.toClientSocket(unsent);
        hub.add(connection);
        connection.attach(socket);
        listen(upgraded.socket, connection, socket);
        admission.groups.forEach(group -> hub.join(connection, group));
        if (connection.subprotocol() != Subprotocol.PLAIN) {
            connection.reply(Frames.connected(connection));
        }
    }

    private void recover(UpgradedSocket upgraded, String hubName, String connectionId, String reconnectionToken) {
        Optional<ClientConnection> connection = hubs.find(hubName)
                .flatMap(hub -> hub.connection(connectionId))
                .filter(found -> found.subprotocol() == Subprotocol.RELIABLE_JSON)
                .filter(found -> found.identity().isReconnectedBy(reconnectionToken));
        ClientSocket socket = upgraded.toClientSocket(unsent);
        if (connection.isPresent()) {
            listen(upgraded.socket, connection.get(), socket);
            connection.get().recover(socket);
        } else {
            socket.close(ClientSocket.POLICY, "the connection cannot be recovered");
        }
    }

    private void listen(ServerWebSocket webSocket, ClientConnection connection, ClientSocket socket) {
        webSocket.frameHandler(new InboundMessages(connection, socket, limits.frameBytes()));
        webSocket.exceptionHandler(e -> LOG.log(Level.DEBUG, "a client''s socket failed: {0}", e.toString()));
        webSocket.closeHandler(closed -> {
            if (connection.detach(socket)) {
                Short code = webSocket.closeStatusCode();
                connection.lostSocket(code != null && code == ClientSocket.NORMAL);
            }
        });
    }

    private String randomText() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** A claim that is one string or an array of them. */
    private static List<String> strings(JsonNode claim) {
        if (claim.isTextual()) {
            return List.of(claim.asText());
        }
        List<String> values = new ArrayList<>();
        claim.forEach(value -> values.add(value.asText()));
        return values;
    }

    private record Admission(Optional<String> userId, Permissions permissions, List<String> groups) {}

    private record UpgradedSocket(HttpServerRequest request, ServerWebSocket socket) {
        ClientSocket toClientSocket(Unsent unsent) {
            // Closing the connection, and the channel too, sends a close frame behind all that is unsent, and waits for
            // a client that may never read it; from Vert.x' own place in the pipeline, close is a cut.
            ChannelHandlerContext vertxHandler = ((ConnectionBase) request.connection()).channelHandlerContext();
            return new ClientSocket(socket, () -> cut(vertxHandler), unsent);
        }

        private static void cut(ChannelHandlerContext vertxHandler) {
            ChannelFuture unused = vertxHandler.close();
        }
    }
}
