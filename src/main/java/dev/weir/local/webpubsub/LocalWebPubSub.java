package dev.weir.local.webpubsub;

import dev.weir.local.upstream.EventHandlers;
import dev.weir.local.upstream.Upstream;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A local Azure Web PubSub that the official SDKs and real WebSocket clients talk to over HTTP: the REST data plane
 * ({@code /api}), clients ({@code /client}), and whatever else is mounted on its port. Memory only. Its methods may be
 * called from any thread and wait for a minute at the most; its own event loop may call all but {@link #start()} and
 * {@link #close()}.
 */
public final class LocalWebPubSub implements AutoCloseable {
    private static final int MAX_TARGET_BYTES = 64 * 1024;
    private static final int CLOSING_HANDSHAKE_SECONDS = 2;
    /** The endpoint of clients itself chooses. */
    private static final String ANY_SUBPROTOCOL = "*";

    private static final int ACCEPT_BACKLOG = 4_096;

    private final WebPubSubSettings settings;
    private final Limits limits;
    private final Clock clock;
    private final Faults faults = new Faults(System::nanoTime);
    private final SendLog sends = new SendLog();
    private final CallLog calls = new CallLog();
    private final Meter meter = new Meter();
    private final EventHandlers eventHandlers = new EventHandlers();
    private final Map<String, Handler<HttpServerRequest>> mounts = new ConcurrentHashMap<>();
    private volatile @Nullable Running running;

    /** A service that does not run yet and goes by the system's clock. */
    public LocalWebPubSub(WebPubSubSettings settings) {
        this(settings, Clock.systemUTC());
    }

    /**
     * A service that does not run yet.
     *
     * @param clock the time by which tokens, messages and lost connections expire; it may be moved, see {@link
     *     #timeMoved()}
     */
    public LocalWebPubSub(WebPubSubSettings settings, Clock clock) {
        this(settings, Limits.DEFAULTS, clock);
    }

    LocalWebPubSub(WebPubSubSettings settings, Limits limits, Clock clock) {
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Serves something else on the same port.
     *
     * @param segment the first segment of its paths; {@code api} and {@code client} are taken
     * @param handler called on the event-loop thread, which it must not block; it answers every request
     * @return this service
     * @throws IllegalArgumentException when the segment is taken
     */
    public LocalWebPubSub mount(String segment, Handler<HttpServerRequest> handler) {
        if (segment.equals("api") || segment.equals("client") || mounts.putIfAbsent(segment, handler) != null) {
            throw new IllegalArgumentException("'/" + segment + "' is served already");
        }
        return this;
    }

    /**
     * Listens.
     *
     * @return this service
     * @throws UncheckedIOException when it cannot listen; the message names host and port, and says why in one line
     * @throws IllegalStateException when it runs already
     */
    public synchronized LocalWebPubSub start() {
        if (running != null) {
            throw new IllegalStateException("the local Web PubSub runs already, on port " + port());
        }
        Hubs hubs = new Hubs(limits, clock, meter);
        EventLoop loop = new EventLoop();
        try {
            HttpServer server = loop.vertx()
                    .createHttpServer(serverOptions())
                    .connectionHandler(HeapBodies::watch)
                    .requestHandler(front(loop.vertx(), hubs));
            EventLoop.await(server.listen(settings.port(), settings.host()));
            hubs.retention().start(loop.vertx());
            running = new Running(loop, hubs, server.actualPort());
        } catch (IOException e) {
            loop.vertx().close();
            throw new UncheckedIOException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
        return this;
    }

    /** Cuts all connections and frees the port; does nothing when it does not run. */
    @Override
    public synchronized void close() {
        Running current = running;
        if (current == null) {
            return;
        }
        running = null;
        try {
            current.loop.close();
            meter.allGone();
        } catch (IOException e) {
            throw new UncheckedIOException("the local Web PubSub did not close: " + e.getMessage(), e);
        }
    }

    /** The TCP port that it listens on. */
    public int port() {
        return requireRunning().port;
    }

    /** What Azure SDKs take to reach this service. */
    public String connectionString() {
        return "Endpoint=http://" + urlHost() + ";Port=" + port() + ";AccessKey=" + settings.accessKey()
                + ";Version=1.0;";
    }

    /** What goes wrong with REST sends, settable at any time. */
    public Faults faults() {
        return faults;
    }

    /** The REST sends so far; they outlive {@link #close()}. */
    public SendLog sends() {
        return sends;
    }

    /** The latest REST calls of all operations; they outlive {@link #close()}. */
    public CallLog calls() {
        return calls;
    }

    /** Who is told what clients do, hub by hub, settable at any time. */
    public EventHandlers eventHandlers() {
        return eventHandlers;
    }

    /** What Azure would bill. */
    public Meter meter() {
        return meter;
    }

    /** Does at once what fell due because the clock was moved; else it is done within a quarter of a second. */
    public void timeMoved() {
        ask(hubs -> {
            hubs.retention().endThoseThatWaitedTooLong();
            return hubs.size();
        });
    }

    /** The names of the hubs that have connections, sorted. */
    public List<String> hubs() {
        return ask(hubs -> hubs.all().stream().map(Hub::name).sorted().toList());
    }

    /** The clients of all hubs, those included that may still come back: hub by hub, in the order of connecting. */
    public List<ConnectedClient> clients() {
        return ask(hubs -> hubs.all().stream()
                .sorted(Comparator.comparing(Hub::name))
                .flatMap(hub -> hub.connections().stream())
                .map(ClientConnection::view)
                .toList());
    }

    /** How many connections a hub has, those included that may still be recovered. */
    public int connectionCount(String hub) {
        return ask(hubs -> hubs.find(hub).map(Hub::size).orElse(0));
    }

    /** How many connections of a hub are in a group. */
    public int connectionCount(String hub, String group) {
        return ask(
                hubs -> hubs.find(hub).map(found -> found.inGroup(group).size()).orElse(0));
    }

    /** Cuts the sockets of a hub's clients without a close frame, as a failing network does; returns how many. */
    public int cutSockets(String hub) {
        return ask(hubs -> hubs.find(hub).map(Hub::cutSockets).orElse(0));
    }

    /** Cuts one client's socket without a close frame; false when there is no such socket. */
    public boolean cutSocket(String hub, String connectionId) {
        return ask(hubs -> hubs.find(hub)
                .flatMap(found -> found.connection(connectionId))
                .map(ClientConnection::cutSocket)
                .orElse(false));
    }

    /** Cuts the sockets of all clients without a close frame; returns how many. */
    public int cutSockets() {
        return ask(hubs -> hubs.all().stream().mapToInt(Hub::cutSockets).sum());
    }

    private HttpFront front(Vertx vertx, Hubs hubs) {
        List<AccessKey> keys = settings.keys().stream().map(AccessKey::new).toList();
        SignedTokens tokens = new SignedTokens(keys, clock);
        Audience audience = new Audience(this::authority);
        Operations operations = new Operations(
                new Sends(vertx, hubs, faults, sends),
                new Connections(hubs),
                new Memberships(hubs),
                new GroupListing(hubs, this::authority),
                new PermissionCalls(hubs),
                new ClientTokens(tokens, this::authority, clock));
        RestApi api =
                new RestApi(tokens, audience, limits, operations.routes(), new AnsweredCalls(meter, calls, clock));
        Upstream upstream = new Upstream(vertx, clock, this::urlHost, limits.eventTimeout());
        Events events = new Events(eventHandlers, upstream, keys, limits);
        ClientEndpoint clients = new ClientEndpoint(hubs, tokens, audience, events, limits);
        return new HttpFront(api, clients, mounts);
    }

    private HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setMaxInitialLineLength(MAX_TARGET_BYTES)
                .setMaxHeaderSize(MAX_TARGET_BYTES)
                .setHandle100ContinueAutomatically(true)
                .setMaxWebSocketFrameSize(limits.frameBytes())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(CLOSING_HANDSHAKE_SECONDS)
                .setWebSocketSubProtocols(List.of(ANY_SUBPROTOCOL));
    }

    private String authority() {
        return urlHost() + ":" + port();
    }

    /** A wildcard address is none to connect to. */
    private String urlHost() {
        String host = settings.host();
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "127.0.0.1";
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private <T> T ask(Function<Hubs, T> question) {
        Running current = requireRunning();
        return current.loop.ask(() -> question.apply(current.hubs));
    }

    private Running requireRunning() {
        Running current = running;
        if (current == null) {
            throw new IllegalStateException("the local Web PubSub does not run");
        }
        return current;
    }

    /** One run: its thread, and what that thread owns. */
    private record Running(EventLoop loop, Hubs hubs, int port) {}
}
