package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reliable connections: what a client missed is replayed, within bounds. */
final class LocalWebPubSubReliableTest {
    private static final String HUB = ServiceFixture.HUB;
    private static final Duration RETENTION = Limits.DEFAULTS.retention();

    private final MovedClock clock = new MovedClock();

    @RegisterExtension
    final ServiceFixture fixture =
            new ServiceFixture(WebPubSubSettings.defaults(), Limits.DEFAULTS.withUnacknowledged(20, 10_000), clock);

    private WebPubSubServiceClient sdk;

    @Test
    void cutClientGetsExactlyWhatItMissedAndNoSecondConnected() throws Exception {
        TestClient first = connect();
        JsonNode connected = first.frame();
        send(1, 4);
        assertThat(first.frame().path("sequenceId").asLong()).isEqualTo(1);
        assertThat(first.frame().path("sequenceId").asLong()).isEqualTo(2);
        first.send("{\"type\":\"sequenceAck\",\"sequenceId\":2}").send("{\"type\":\"ping\"}");
        while (!first.frame().path("type").asText().equals("pong")) {
            assertThat(fixture.service().connectionCount(HUB)).isEqualTo(1);
        }

        first.cut();
        send(5, 6);
        TestClient second =
                recover(connected, connected.path("reconnectionToken").asText());

        assertThat(second.framesUntilPong())
                .satisfiesExactly(
                        frame -> assertMessage(frame, 3),
                        frame -> assertMessage(frame, 4),
                        frame -> assertMessage(frame, 5),
                        frame -> assertMessage(frame, 6));
        send(7, 7);
        assertMessage(second.frame(), 7);
    }

    @Test
    void secondSocketTakesOverFromALivingOne() throws Exception {
        TestClient first = connect();
        JsonNode connected = first.frame();

        TestClient second =
                recover(connected, connected.path("reconnectionToken").asText());
        send(1, 1);

        assertMessage(second.frame(), 1);
        assertThat(first.closeCode()).isEqualTo(1008);
        assertThat(fixture.service().connectionCount(HUB)).isEqualTo(1);
    }

    @Test
    void wrongReconnectionTokenClosesForGood() throws Exception {
        TestClient first = connect();
        JsonNode connected = first.frame();
        first.cut();

        TestClient second = recover(connected, "wrong");

        assertThat(second.closeCode()).isEqualTo(1008);
    }

    @Test
    void connectionIsGoneAfterItsRetention() throws Exception {
        TestClient first = connect();
        JsonNode connected = first.frame();

        first.cut();
        await().until(() -> !fixture.service().clients().get(0).isOnline());
        pass(RETENTION.minusMillis(1));
        assertThat(fixture.service().connectionCount(HUB)).isEqualTo(1);
        pass(Duration.ofMillis(1));

        assertThat(fixture.service().connectionCount(HUB)).isZero();
        assertThat(recover(connected, connected.path("reconnectionToken").asText())
                        .closeCode())
                .isEqualTo(1008);
    }

    @Test
    void clientThatClosesInGoodOrderIsGoneAtOnce() throws Exception {
        TestClient first = connect();
        first.frame();

        first.closeInGoodOrder();

        await().until(() -> fixture.service().connectionCount(HUB) == 0);
    }

    @Test
    void tooManyUnacknowledgedMessagesCloseForGood() throws Exception {
        TestClient first = connect();
        JsonNode connected = first.frame();

        send(1, 21);

        for (int i = 1; i <= 20; i++) {
            assertMessage(first.frame(), i);
        }
        assertThat(first.frame().path("event").asText()).isEqualTo("disconnected");
        assertThat(first.closeCode()).isEqualTo(1008);
        assertThat(recover(connected, connected.path("reconnectionToken").asText())
                        .closeCode())
                .isEqualTo(1008);
    }

    @Test
    void tooManyUnacknowledgedBytesCloseForGood() throws Exception {
        TestClient first = connect();
        first.frame();
        first.cut();

        for (int i = 0; i < 2; i++) {
            fixture.sdk().sendToGroup("builds", "x".repeat(6_000), WebPubSubContentType.TEXT_PLAIN);
        }

        assertThat(fixture.service().connectionCount(HUB)).isZero();
    }

    @Test
    void socketsCutByTheServiceCanBeRecovered() throws Exception {
        TestClient first = connect();
        JsonNode connected = first.frame();

        int cut = fixture.service().cutSockets(HUB);
        send(1, 1);

        assertThat(cut).isEqualTo(1);
        assertMessage(
                recover(connected, connected.path("reconnectionToken").asText()).frame(), 1);
    }

    private void pass(Duration time) {
        clock.advance(time);
        fixture.service().timeMoved();
    }

    private TestClient connect() {
        GetClientAccessTokenOptions options = new GetClientAccessTokenOptions().setGroups(List.of("builds"));
        return fixture.client(TestClient.RELIABLE, HUB, options);
    }

    private TestClient recover(JsonNode connected, String token) {
        return fixture.opened(TestClient.with(
                TestClient.RELIABLE,
                "ws://127.0.0.1:" + fixture.service().port() + "/client/hubs/" + HUB + "?awps_connection_id="
                        + connected.path("connectionId").asText() + "&awps_reconnection_token=" + token));
    }

    private void send(int from, int to) {
        if (sdk == null) {
            sdk = fixture.sdk();
        }
        for (int i = from; i <= to; i++) {
            sdk.sendToGroup("builds", String.valueOf(i), WebPubSubContentType.APPLICATION_JSON);
        }
    }

    private static void assertMessage(JsonNode frame, int number) {
        assertThat(frame.path("type").asText()).isEqualTo("message");
        assertThat(frame.path("sequenceId").asLong()).isEqualTo(number);
        assertThat(frame.path("data").asInt()).isEqualTo(number);
    }
}
