package dev.weir.endtoend;

import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.client.ReferenceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What an application has beside a bridge, for one group: it negotiates, serves a page, and answers with snapshots what a
 * client of its own has seen, which was there from the beginning and misses nothing.
 */
final class SnapshotServer implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 15;

    private final ReferenceClient client = new ReferenceClient(List.of(), false);
    private final StringBuilder text = new StringBuilder();
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<JsonNode> messages = new ArrayList<>();
    private final WebPubSubServiceClient service;
    private final String group;
    private final WebSocket socket;
    private final HttpServer server;
    private volatile int clientPort;

    private SnapshotServer(String connectionString, String group) throws IOException {
        this.service = new WebPubSubServiceClientBuilder()
                .connectionString(connectionString)
                .hub("updates")
                .buildClient();
        this.group = group;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext("/", this::answer);
        server.start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("json.webpubsub.azure.v1")
                .buildAsync(URI.create(url()), this)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    static SnapshotServer start(String connectionString, String group) throws IOException {
        return new SnapshotServer(connectionString, group);
    }

    /** A file to serve. */
    SnapshotServer serve(String path, Path file) throws IOException {
        files.put(path, Files.readAllBytes(file));
        return this;
    }

    /** The service's own port. */
    int servicePort() {
        return URI.create(url()).getPort();
    }

    /** What negotiates leads clients to another port of this machine. */
    void negotiate(int port) {
        clientPort = port;
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String url() {
        return service.getClientAccessToken(new GetClientAccessTokenOptions().setGroups(List.of(group)))
                .getUrl();
    }

    private String clientUrl() {
        return url().replace(":" + servicePort() + "/", ":" + clientPort + "/");
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
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/negotiate")) {
            send(exchange, "application/json", JSON.writeValueAsBytes(Map.of("url", clientUrl())));
        } else if (path.equals("/snapshots/updates/group:" + group)) {
            send(
                    exchange,
                    "application/json",
                    JSON.writeValueAsBytes(page(exchange.getRequestURI().getQuery())));
        } else if (files.containsKey(path)) {
            send(exchange, "text/javascript", files.get(path));
        } else if (path.equals("/")) {
            send(exchange, "text/html", "<!doctype html><link rel=icon href=data:,>".getBytes(StandardCharsets.UTF_8));
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    /** The whole is made anew for each page, as a bridge's pages are, too. */
    private synchronized ObjectNode page(String query) {
        String after = query == null ? "" : query.substring("page=".length());
        ObjectNode page = client.snapshot("group:" + group);
        ArrayNode entities = JSON.createArrayNode();
        for (JsonNode state : page.get("entities")) {
            if (state.get("entity").asText().compareTo(after) > 0 && entities.size() < PAGE) {
                entities.add(state);
            }
        }
        page.set("entities", entities);
        if (entities.size() == PAGE) {
            page.put("next", entities.get(PAGE - 1).get("entity").asText());
        }
        return page;
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        socket.abort();
        server.stop(0);
    }
}
