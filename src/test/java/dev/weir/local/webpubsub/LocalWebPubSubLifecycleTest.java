package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Starting, stopping, and what the service says about itself. */
final class LocalWebPubSubLifecycleTest {
    private static final String HUB = ServiceFixture.HUB;

    @Test
    void takenPortIsNamedInOneLine() {
        try (LocalWebPubSub first = new LocalWebPubSub(WebPubSubSettings.defaults()).start()) {
            LocalWebPubSub second =
                    new LocalWebPubSub(WebPubSubSettings.defaults().withPort(first.port()));

            assertThatThrownBy(second::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + first.port() + ": Address already in use");
        }
    }

    @Test
    void serviceStartsAgainOnItsPort() {
        LocalWebPubSub first = new LocalWebPubSub(WebPubSubSettings.defaults()).start();
        int port = first.port();
        first.close();

        try (LocalWebPubSub second =
                new LocalWebPubSub(WebPubSubSettings.defaults().withPort(port)).start()) {
            ServiceFixture.builder(second.connectionString(), HUB)
                    .buildClient()
                    .sendToAll("x", WebPubSubContentType.TEXT_PLAIN);

            assertThat(second.sends().accepted()).isEqualTo(1);
        }
    }

    @Test
    void clientThatDoesNotReadIsCutOffAndOthersAreServed() throws Exception {
        Limits limits = Limits.DEFAULTS.withUnsentBytes(2 << 20);
        try (LocalWebPubSub service =
                        new LocalWebPubSub(WebPubSubSettings.defaults(), limits, Clock.systemUTC()).start();
                TestClient reader = TestClient.plain(url(service))) {
            WebSocket sleeper = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(url(service)), new WebSocket.Listener() {
                        @Override
                        public void onOpen(WebSocket webSocket) {
                            // Asks for nothing, so that TCP fills up.
                        }
                    })
                    .join();
            var sdk = ServiceFixture.builder(service.connectionString(), HUB).buildClient();
            String text = "x".repeat(1 << 20);

            for (int i = 0; i < 40 && service.connectionCount(HUB) == 2; i++) {
                sdk.sendToAll(text, WebPubSubContentType.TEXT_PLAIN);
                assertThat(reader.text()).hasSize(1 << 20);
            }

            await().until(() -> service.connectionCount(HUB) == 1);
            sleeper.abort();
        }
    }

    @Test
    void closedServiceEndsItsConnections() {
        LocalWebPubSub service = new LocalWebPubSub(WebPubSubSettings.defaults()).start();
        TestClient client = TestClient.plain(url(service));

        service.close();

        assertThatCode(client::awaitEnd).doesNotThrowAnyException();
    }

    @Test
    void shortAccessKeyIsRefused() {
        assertThatThrownBy(() -> WebPubSubSettings.defaults().withAccessKey("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the access key must have at least 32 bytes, but has 5");
    }

    private static String url(LocalWebPubSub service) {
        String token = new RawHttp(service).token("/client/hubs/" + HUB);
        return "ws://127.0.0.1:" + service.port() + "/client/hubs/" + HUB + "?access_token=" + token;
    }
}
