package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.TopicSettings;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.buffer.impl.VertxByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What callers and clients say, changed at random, hurts nobody but the connection on which it is said. It goes over
 * sockets, since the HTTP server's pipeline cannot be had without. {@code -Dweir.fuzz.requests} and {@code
 * -Dweir.fuzz.messages} set how much is said; {@code -Dweir.fuzz.seed} repeats a run.
 */
class WebPubSubFuzzTest {
    private static final int REQUESTS = Integer.getInteger("weir.fuzz.requests", 5_000);
    private static final int MESSAGES = Integer.getInteger("weir.fuzz.messages", 20_000);
    private static final int A_CONNECTION = 50;
    private static final long SPARE_HEAP = 48L << 20;
    private static final long SPARE_BUFFERS = 8L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long seed = Long.getLong("weir.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Handler failed = new FailureHandler();
    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    private LocalServices services;
    private LocalWebPubSub service;

    @BeforeEach
    void start() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        services = LocalServices.builder()
                .queue(QueueSettings.of("q").withLimits(100, 1 << 20))
                .topic(TopicSettings.parse("t:all"))
                .start();
        service = services.webPubSub();
        Logger.getLogger("").addHandler(failed);
    }

    @AfterEach
    void stop() {
        Logger.getLogger("").removeHandler(failed);
        services.close();
        ResourceLeakDetector.setLevel(usual);
    }

    @Test
    void changedRequestsCrashNothingAndLeakNothing() throws Exception {
        FuzzedRequests requests = new FuzzedRequests(new RawHttp(service), random);

        survive(REQUESTS, requests::next, this::connected);
    }

    @Test
    void changedMessagesOfClientsCrashNothingAndLeakNothing() throws Exception {
        FuzzedFrames frames = new FuzzedFrames(random);

        survive(MESSAGES, frames::next, this::upgraded);
    }

    private void survive(int count, Supplier<byte[]> next, Opening opening) throws Exception {
        TestClient witness = witness();
        say(count / 10, next, opening);
        settle();
        long heap = usedHeap();
        long buffers = usedBuffers();

        say(count - count / 10, next, opening);

        settle();
        assertThat(failures).as("seed %d", seed).isEmpty();
        await("seed " + seed + ": the heap is what it was")
                .atMost(PATIENCE)
                .until(() -> usedHeap() - heap < SPARE_HEAP);
        assertThat(usedBuffers() - buffers)
                .as("seed %d: bytes of buffers", seed)
                .isLessThan(SPARE_BUFFERS);
        new RawHttp(service)
                .call("POST", "/api/hubs/witness/:send?api-version=2024-12-01", "x", "Content-Type: text/plain");
        assertThat(witness.frame().path("data").asText())
                .as("seed %d: others go on", seed)
                .isEqualTo("x");
        witness.close();
    }

    private TestClient witness() throws Exception {
        TestClient witness = TestClient.with(TestClient.JSON, url("witness"));
        witness.frame();
        return witness;
    }

    private void say(int count, Supplier<byte[]> next, Opening opening) throws IOException {
        for (int said = 0; said < count; said += A_CONNECTION) {
            try (Socket socket = opening.open()) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (int i = 0; i < A_CONNECTION; i++) {
                    all.writeBytes(next.get());
                }
                Thread reader = reader(socket);
                socket.getOutputStream().write(all.toByteArray());
                socket.shutdownOutput();
                reader.join(PATIENCE.toMillis());
            } catch (IOException closed) {
                // It has closed the connection, as it should.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** Reads what comes until there is no more, so that nobody waits for room to write. */
    private static Thread reader(Socket socket) {
        Thread reader = new Thread(
                () -> {
                    try {
                        InputStream in = socket.getInputStream();
                        byte[] bytes = new byte[64 * 1024];
                        while (in.read(bytes) >= 0) {
                            // Nobody looks at the answers: that they come to an end is what counts.
                        }
                    } catch (IOException closed) {
                        // It has closed the connection, as it should.
                    }
                },
                "fuzz-reader");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** A client that the service has let in, over one subprotocol or none. */
    private Socket upgraded() throws IOException {
        Socket socket = connected();
        String[] subprotocols = {"", TestClient.JSON, TestClient.RELIABLE};
        String subprotocol = subprotocols[random.nextInt(subprotocols.length)];
        URI uri = URI.create(url("orders"));
        socket.getOutputStream()
                .write(("GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        int last = 0;
        for (int b = socket.getInputStream().read();
                b >= 0;
                b = socket.getInputStream().read()) {
            last = last << 8 | b;
            if (last == 0x0d0a0d0a) {
                return socket;
            }
        }
        throw new AssertionError("the service did not take a proper handshake");
    }

    private String url(String hub) {
        return new WebPubSubServiceClientBuilder()
                .connectionString(service.connectionString())
                .hub(hub)
                .buildClient()
                .getClientAccessToken(new GetClientAccessTokenOptions()
                        .setUserId("ann")
                        .setRoles(List.of("webpubsub.sendToGroup", "webpubsub.joinLeaveGroup")))
                .getUrl();
    }

    /** What connections and logs hold is let go. */
    private void settle() {
        services.clock().advance(Duration.ofSeconds(40));
        await("seed " + seed + ": connections are forgotten")
                .atMost(PATIENCE)
                .until(() -> service.connectionCount("orders") == 0);
        service.sends().clear();
        service.calls().clear();
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long usedBuffers() {
        PooledByteBufAllocator buffers = (PooledByteBufAllocator) VertxByteBufAllocator.POOLED_ALLOCATOR;
        return buffers.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveBytes)
                .sum();
    }

    @FunctionalInterface
    private interface Opening {
        Socket open() throws IOException;
    }

    private final class FailureHandler extends Handler {
        @Override
        public void publish(LogRecord failure) {
            // Netty also says of every malformed request that nobody cared for it.
            boolean ours = failure.getLoggerName() != null
                    && failure.getLoggerName()
                            .matches("(dev\\.weir\\.local\\..*|io\\.vertx\\..*|io\\.netty\\.util\\..*)")
                    // A busy machine stops a thread for as long.
                    && !failure.getLoggerName().endsWith(".BlockedThreadChecker");
            if (ours && failure.getLevel().intValue() >= Level.WARNING.intValue()) {
                Throwable thrown = failure.getThrown();
                failures.add(failure.getLoggerName() + ": " + failure.getMessage()
                        + (thrown == null ? "" : ": " + thrown + " at " + thrown.getStackTrace()[0]));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
