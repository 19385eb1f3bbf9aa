package dev.weir.local.webpubsub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.upstream.Outcome;
import dev.weir.local.webpubsub.ClientConnection.Identity;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
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

    private static final String SUBPROTOCOL_HEADER = "Sec-WebSocket-Protocol";

    private final Hubs hubs;
    private final SignedTokens tokens;
    private final Audience audience;
    private final Limits limits;
    private final Unsent unsent;
    private final Events events;
    private final SecureRandom random = new SecureRandom();
    private int waiting;

    ClientEndpoint(Hubs hubs, SignedTokens tokens, Audience audience, Events events, Limits limits) {
        this.hubs = hubs;
        this.tokens = tokens;
        this.audience = audience;
        this.events = events;
        this.limits = limits;
        unsent = new Unsent(limits.unsentBytes(), limits.unsentBytesInAll());
    }

    void handle(HttpServerRequest request, RequestTarget target) throws RequestRejected {
        if (target.segments().size() != 3 || !target.segments().get(1).equals("hubs")) {
            throw RequestRejected.notFound("clients connect to /client/hubs/{hub}");
        }
        String hub = target.segments().get(2);
        Hubs.checkName(hub);
        if (!request.method().equals(HttpMethod.GET) || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw RequestRejected.badRequest("clients connect with a WebSocket");
        }
        Optional<String> connectionId = target.parameter("awps_connection_id");
        Optional<String> reconnectionToken = target.parameter("awps_reconnection_token");
        // A recovery may carry the first connection's token, expired by now: the reconnection token alone counts.
        if (connectionId.isPresent() && reconnectionToken.isPresent()) {
            upgrade(request, socket -> recover(socket, hub, connectionId.get(), reconnectionToken.get()));
        } else {
            admit(request, target, hub);
        }
    }

    private void admit(HttpServerRequest request, RequestTarget target, String hub) throws RequestRejected {
        JsonNode claims = tokens.verify(Bearer.ofClient(request, target));
        audience.checkClient(claims, request, target);
        if (hubs.size() + waiting >= limits.connections()) {
            throw new RequestRejected(
                    503, "Error.Connections.Exceeded", "the local service has no room for a connection");
        }
        Optional<String> publishTo = PlainMode.groupToPublishTo(target);
        List<String> offered = ConnectEvent.offered(request);
        Admission admission = Admission.of(claims, offered, limits);
        Identity identity = new Identity(randomText(), admission.userId(), randomText());
        ClientEvents told = events.of(hub, identity.connectionId(), admission.userId());
        Optional<Future<Outcome>> asked = told.connect(ConnectEvent.body(claims, request, target));
        Newcomer newcomer = new Newcomer(hub, identity, told, publishTo);
        if (asked.isEmpty()) {
            welcome(request, newcomer, admission);
            return;
        }
        waiting++;
        request.pause();
        asked.get().onSuccess(outcome -> {
            waiting--;
            request.resume();
            try {
                welcome(request, newcomer, admission.answered(ConnectEvent.answer(outcome), offered, limits));
            } catch (RequestRejected e) {
                Answers.error(request, e);
            } catch (RuntimeException e) {
                Answers.failure(request, e);
            }
        });
    }

    private void welcome(HttpServerRequest request, Newcomer newcomer, Admission admission) {
        // The handshake agrees to whatever the header offers, so it may offer no more than what is agreed on.
        request.headers().remove(SUBPROTOCOL_HEADER);
        admission.subprotocol().ifPresent(name -> request.headers().set(SUBPROTOCOL_HEADER, name));
        upgrade(request, socket -> open(socket, newcomer, admission));
    }

    private static void upgrade(HttpServerRequest request, Consumer<UpgradedSocket> next) {
        request.toWebSocket()
                .onSuccess(socket -> next.accept(new UpgradedSocket(request, socket)))
                .onFailure(e -> LOG.log(Level.DEBUG, "a WebSocket handshake failed", e));
    }

    private void open(UpgradedSocket upgraded, Newcomer newcomer, Admission admission) {
        Hub hub = hubs.open(newcomer.hub);
        ClientConnection connection = new ClientConnection(
                hub,
                newcomer.identity.as(admission.userId()),
                Subprotocol.agreed(upgraded.socket.subProtocol()),
                new Permissions(admission.roles()),
                newcomer.events,
                limits);
        ClientSocket socket = upgraded.toClientSocket(unsent);
        hub.add(connection);
        connection.attach(socket);
        listen(upgraded.socket, new InboundMessages(connection, socket, limits.frameBytes(), newcomer.publishTo));
        admission.groups().forEach(group -> hub.join(connection, group));
        if (connection.subprotocol() != Subprotocol.PLAIN) {
            connection.reply(Frames.connected(connection));
        }
        connection.events().connected(connection.userId(), connection.subprotocol());
    }

    private void recover(UpgradedSocket upgraded, String hubName, String connectionId, String reconnectionToken) {
        Optional<ClientConnection> connection = hubs.find(hubName)
                .flatMap(hub -> hub.connection(connectionId))
                .filter(found -> found.subprotocol() == Subprotocol.RELIABLE_JSON)
                .filter(found -> found.identity().isReconnectedBy(reconnectionToken));
        ClientSocket socket = upgraded.toClientSocket(unsent);
        if (connection.isPresent()) {
            listen(
                    upgraded.socket,
                    new InboundMessages(connection.get(), socket, limits.frameBytes(), Optional.empty()));
            connection.get().recover(socket);
        } else {
            socket.close(ClientSocket.POLICY, "the connection cannot be recovered");
        }
    }

    private static void listen(ServerWebSocket webSocket, InboundMessages messages) {
        webSocket.frameHandler(messages);
        webSocket.exceptionHandler(e -> LOG.log(Level.DEBUG, "a client''s socket failed: {0}", e.toString()));
        webSocket.closeHandler(closed -> {
            Short code = webSocket.closeStatusCode();
            messages.end(code != null && code == ClientSocket.NORMAL);
        });
    }

    private String randomText() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** A client that may come in, once its handler has said so. */
    private record Newcomer(String hub, Identity identity, ClientEvents events, Optional<String> publishTo) {}

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
