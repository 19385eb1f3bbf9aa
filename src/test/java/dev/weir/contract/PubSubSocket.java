package dev.weir.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client of Web PubSub that keeps the frames it gets until the test takes them. */
final class PubSubSocket implements WebSocket.Listener, AutoCloseable {
    static final String JSON = "json.webpubsub.azure.v1";
    static final String RELIABLE = "json.reliable.webpubsub.azure.v1";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;
    private JsonNode connected = MAPPER.nullNode();

    private PubSubSocket() {}

    /** A client without a subprotocol. */
    static PubSubSocket plain(String url) {
        return open(HTTP.newWebSocketBuilder(), url);
    }

    static PubSubSocket connect(String url, String subprotocol) {
        return open(HTTP.newWebSocketBuilder().subprotocols(subprotocol), url);
    }

    private static PubSubSocket open(WebSocket.Builder builder, String url) {
        PubSubSocket client = new PubSubSocket();
        client.socket = builder.buildAsync(URI.create(url), client)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        return client;
    }

    /** Takes the first frame, which says who this client is. */
    PubSubSocket awaitConnected() {
        connected = frame();
        if (!connected.path("event").asText().equals("connected")) {
            throw new AssertionError("the first frame must be 'connected', but was " + connected);
        }
        return this;
    }

    JsonNode connected() {
        return connected;
    }

    String connectionId() {
        return connected.path("connectionId").asText();
    }

    PubSubSocket send(String text) {
        socket().sendText(text, true).join();
        return this;
    }

    /** Sends a JSON frame that is written with single quotes. */
    PubSubSocket sendJson(String frame) {
        return send(frame.replace('\'', '"'));
    }

    void send(byte[] bytes) {
        socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    String text() {
        return take(texts, "text");
    }

    byte[] binary() {
        return take(binaries, "binary");
    }

    JsonNode frame() {
        String text = text();
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a frame must be JSON, but was " + text, e);
        }
    }

    /** The {@code data} of the next frame, which must be a message. */
    String data() {
        JsonNode frame = frame();
        if (!frame.path("type").asText().equals("message")) {
            throw new AssertionError("the next frame must be a message, but was " + frame);
        }
        return frame.path("data").asText();
    }

    int closeCode() {
        return closeCode.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Ends the TCP connection without a close frame. */
    void cut() {
        socket().abort();
    }

    @Override
    public void close() {
        socket().abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            texts.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binaries.add(bytes);
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("the client is not connected");
        }
        return socket;
    }

    private static <T> T take(BlockingQueue<T> frames, String kind) {
        try {
            T frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no " + kind + " frame came within " + PATIENCE_SECONDS + " s");
            }
            return frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a frame", e);
        }
    }
}
