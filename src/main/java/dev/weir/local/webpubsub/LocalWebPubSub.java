package dev.weir.local.webpubsub;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A local Azure Web PubSub that the official SDKs and real WebSocket clients talk to over HTTP: the REST data plane
 * ({@code /api}), clients ({@code /client}), and whatever else is mounted on its port. Memory only. Its methods may be called from any thread but its own event loop; {@link
 * #start()} and {@link #close()} wait, for 10 seconds at the most.
 */
public final class LocalWebPubSub implements AutoCloseable {
    private static final int MAX_TARGET_BYTES = 64 * 1024;
    private static final int CLOSING_HANDSHAKE_SECONDS = 2;
    private static final int WAIT_SECONDS = 10;

    private final WebPubSubSettings settings;
    private final Limits limits;
    private final Clock clock;
    private final Faults faults = new Faults(System::nanoTime);
    private final SendLog sends = new SendLog();
    private final Map<String, Handler<HttpServerRequest>> mounts = new ConcurrentHashMap<>();
    private volatile @Nullable Running running;

    /** A service that does not run yet and goes by the system's clock. */
    public LocalWebPubSub(WebPubSubSettings settings) {
        this(settings, Clock.systemUTC());
    }

    /**
     * A service that does not run yet.
     *
     * @param clock the time by which tokens expire
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
        Hubs hubs = new Hubs(limits);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            HttpServer server = vertx.createHttpServer(serverOptions()).requestHandler(front(vertx, hubs));
            await(server.listen(settings.port(), settings.host()));
            running = new Running(vertx, vertx.getOrCreateContext(), hubs, server.actualPort());
        } catch (IOException e) {
            vertx.close();
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
            await(current.vertx.close());
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

    private HttpFront front(Vertx vertx, Hubs hubs) {
        SignedTokens tokens = new SignedTokens(settings.accessKey(), clock);
        Audience audience = new Audience(this::authority);
        RestApi api = new RestApi(
                tokens,
                audience,
                limits,
                new Sends(vertx, hubs, faults, sends),
                new Connections(hubs),
                new Memberships(hubs),
                new ClientTokens(tokens, this::authority, clock));
        ClientEndpoint clients = new ClientEndpoint(vertx, hubs, tokens, audience, limits);
        return new HttpFront(api, clients, mounts);
    }

    private HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(MAX_TARGET_BYTES)
                .setMaxHeaderSize(MAX_TARGET_BYTES)
                .setHandle100ContinueAutomatically(true)
                .setMaxWebSocketFrameSize(limits.frameBytes())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(CLOSING_HANDSHAKE_SECONDS)
                .setWebSocketSubProtocols(Subprotocol.wireNames());
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

    private int ask(ToIntFunction<Hubs> question) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        Running current = requireRunning();
        current.context.runOnContext(ignored -> answer.complete(question.applyAsInt(current.hubs)));
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the local Web PubSub", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the local Web PubSub does not answer", e);
        }
    }

    private Running requireRunning() {
        Running current = running;
        if (current == null) {
            throw new IllegalStateException("the local Web PubSub does not run");
        }
        return current;
    }

    private static void await(Future<?> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + WAIT_SECONDS + " seconds", e);
        }
    }

    /** One run: its threads, the context on the one event-loop thread, and what that thread owns. */
    private record Running(Vertx vertx, Context context, Hubs hubs, int port) {}
}
