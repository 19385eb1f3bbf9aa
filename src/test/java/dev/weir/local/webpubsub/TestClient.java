package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client of the JDK that keeps what it gets. */
final class TestClient implements WebSocket.Listener, AutoCloseable {
    static final String JSON = "json.webpubsub.azure.v1";
    static final String RELIABLE = "json.reliable.webpubsub.azure.v1";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int WAIT_SECONDS = 60;

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private TestClient() {}

    /** A client without a subprotocol. */
    static TestClient plain(String url) {
        return connect(HTTP.newWebSocketBuilder(), url);
    }

    /** A client whose first frame, {@code connected}, is still to be read. */
    static TestClient with(String subprotocol, String url, String... lesserSubprotocols) {
        return connect(HTTP.newWebSocketBuilder().subprotocols(subprotocol, lesserSubprotocols), url);
    }

    private static TestClient connect(WebSocket.Builder builder, String url) {
        TestClient client = new TestClient();
        client.socket = builder.buildAsync(URI.create(url), client).join();
        return client;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    TestClient send(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    TestClient send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    String text() throws InterruptedException {
        String text = texts.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(text).as("a text frame within %d s", WAIT_SECONDS).isNotNull();
        return text;
    }

    byte[] binary() throws InterruptedException {
        byte[] bytes = binaries.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(bytes).as("a binary frame within %d s", WAIT_SECONDS).isNotNull();
        return bytes;
    }

    JsonNode frame() throws Exception {
        return MAPPER.readTree(text());
    }

    /** What has arrived up to the answer to a ping: nothing that was sent before can still be under way. */
    JsonNode[] framesUntilPong() throws Exception {
        send("{\"type\":\"ping\"}");
        List<JsonNode> frames = new ArrayList<>();
        for (JsonNode frame = frame(); !frame.path("type").asText().equals("pong"); frame = frame()) {
            frames.add(frame);
        }
        return frames.toArray(new JsonNode[0]);
    }

    int closeCode() throws Exception {
        return closeCode.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Completes when the connection has ended, whichever way. */
    void awaitEnd() {
        closeCode
                .handle((code, error) -> true)
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    void closeInGoodOrder() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Ends the TCP connection without a close frame. */
    void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            texts.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binaries.add(bytes);
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCode.completeExceptionally(error);
    }
}
