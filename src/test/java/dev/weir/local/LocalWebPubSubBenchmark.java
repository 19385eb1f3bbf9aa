package dev.weir.local;

import static dev.weir.local.LocalProcess.print;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients of the local Web PubSub, which has 2 GiB. Prints; judges bounds, no time. */
class LocalWebPubSubBenchmark {
    private static final int CLIENTS = 10_000;
    private static final int OTHER_FILES = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void tenThousandClientsConnectAndABroadcastReachesAll() throws Exception {
        long files =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        Assumptions.assumeThat(files)
                .as("open files allowed a process (ulimit -n)")
                .isGreaterThanOrEqualTo(CLIENTS + OTHER_FILES);
        Vertx vertx = Vertx.vertx();
        try (LocalProcess local = LocalProcess.start(folder, "1600m")) {
            WebPubSubServiceClient service = new WebPubSubServiceClientBuilder()
                    .connectionString(local.webPubSub())
                    .hub("updates")
                    .httpClient(new VertxHttpClientBuilder().vertx(vertx).build())
                    .buildClient();
            AtomicInteger connected = new AtomicInteger();
            AtomicInteger reached = new AtomicInteger();
            long startedAt = System.nanoTime();
            connect(vertx, service, connected, reached);
            await().atMost(PATIENCE).until(() -> connected.get() == CLIENTS);
            Duration connecting = Duration.ofNanos(System.nanoTime() - startedAt);
            startedAt = System.nanoTime();

            service.sendToAll("{\"hello\":\"all\"}", WebPubSubContentType.APPLICATION_JSON);

            await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> reached.get() == CLIENTS);
            Duration broadcasting = Duration.ofNanos(System.nanoTime() - startedAt);
            long resident = local.residentBytes();
            print(
                    "%,d WebSocket clients: connected in %,d ms, a broadcast reached all in %,d ms, %,d MiB resident (aim: 2,048)"
                            .formatted(CLIENTS, connecting.toMillis(), broadcasting.toMillis(), resident >> 20));
            assertThat(resident).isLessThan(2L << 30);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private static void connect(
            Vertx vertx, WebPubSubServiceClient service, AtomicInteger connected, AtomicInteger reached)
            throws InterruptedException {
        WebSocketClient client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxConnections(CLIENTS).setConnectTimeout(30_000));
        String url =
                service.getClientAccessToken(new GetClientAccessTokenOptions()).getUrl();
        WebSocketConnectOptions options =
                new WebSocketConnectOptions().setAbsoluteURI(url).setSubProtocols(List.of("json.webpubsub.azure.v1"));
        // No more handshakes at a time than a listener's backlog holds.
        Semaphore handshakes = new Semaphore(100);
        for (int i = 0; i < CLIENTS; i++) {
            if (!handshakes.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new AssertionError("stuck after " + connected + " clients");
            }
            client.connect(options).onComplete(result -> {
                handshakes.release();
                if (result.succeeded()) {
                    result.result().exceptionHandler(lost -> {}).textMessageHandler(text -> {
                        if (text.contains("\"connected\"")) {
                            connected.incrementAndGet();
                        } else if (text.contains("\"hello\"")) {
                            reached.incrementAndGet();
                        }
                    });
                }
            });
        }
    }
}
