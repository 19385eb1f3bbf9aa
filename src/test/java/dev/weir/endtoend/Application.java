package dev.weir.endtoend;

import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.client.ReferenceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an application has beside its bridges, for one group: it serves a page, negotiates, and hands snapshots on that it
 * asks the bridges for in turn, by their key. A client of its own, which was there from the beginning and misses nothing,
 * takes down what they publish.
 */
final class Application implements WebSocket.Listener, AutoCloseable {
    static final String API_KEY = "a key of the application's server alone";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ReferenceClient client = new ReferenceClient(List.of(), false);
    private final StringBuilder text = new StringBuilder();
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<JsonNode> messages = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final WebPubSubServiceClient service;
    private final String group;
    private final WebSocket socket;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server;
    private volatile List<Integer> bridges = List.of();

    private Application(String connectionString, String group) throws IOException {
        this.service = new WebPubSubServiceClientBuilder()
                .connectionString(connectionString)
                .hub("updates")
                .buildClient();
        this.group = group;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        socket = HTTP.newWebSocketBuilder()
                .subprotocols("json.webpubsub.azure.v1")
                .buildAsync(URI.create(url()), this)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    static Application start(String connectionString, String group) throws IOException {
        return new Application(connectionString, group);
    }

    /** A file to serve. */
    void serve(String path, Path file) throws IOException {
        files.put(path, Files.readAllBytes(file));
    }

    /** The ports of the bridges that are there now. */
    void ask(Integer... ports) {
        bridges = List.of(ports);
    }

    /** The service's own port. */
    int servicePort() {
        return URI.create(url()).getPort();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String url() {
        return service.getClientAccessToken(new GetClientAccessTokenOptions().setGroups(List.of(group)))
                .getUrl();
    }

    /** What a page that missed nothing shows, by entity. */
    synchronized Map<String, JsonNode> state() {
        return client.state("group:" + group);
    }

    /** Every batch as it came. */
    synchronized List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            JsonNode frame = parse(text.toString());
            text.setLength(0);
            if (frame.path("type").asText().equals("message")) {
                messages.add(frame.get("data"));
                client.receive(frame.get("data"));
            }
        }
        from.request(1);
        return null;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getPath();
        try (exchange) {
            if (path.equals("/negotiate")) {
                // A page comes in by a network of its own, which the query says.
                String url = url().replace(":" + servicePort() + "/", ":" + uri.getQuery() + "/");
                send(exchange, 200, "application/json", JSON.writeValueAsBytes(Map.of("url", url)));
            } else if (path.equals("/snapshots/updates/group:" + group)) {
                HttpResponse<byte[]> page = snapshot(uri);
                send(exchange, page.statusCode(), "application/json", page.body());
            } else if (files.containsKey(path)) {
                send(exchange, 200, "text/javascript", files.get(path));
            } else if (path.equals("/")) {
                byte[] html = "<!doctype html><link rel=icon href=data:,>".getBytes(StandardCharsets.UTF_8);
                send(exchange, 200, "text/html", html);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private HttpResponse<byte[]> snapshot(URI asked) throws IOException {
        List<Integer> ports = bridges;
        int port = ports.get(Math.floorMod(this.asked.getAndIncrement(), ports.size()));
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + asked.getRawPath() + query))
                .header("Authorization", "Bearer " + API_KEY)
                .timeout(PATIENCE)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The application ends", e);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        socket.abort();
        server.stop(0);
        threads.shutdownNow();
    }
}
