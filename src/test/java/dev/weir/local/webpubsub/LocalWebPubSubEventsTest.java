package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.rest.RequestOptions;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.upstream.EventHandler;
import dev.weir.local.upstream.SystemEvent;
import dev.weir.local.webpubsub.HandlerServer.Reply;
import dev.weir.local.webpubsub.HandlerServer.Told;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What event handlers are told, and what their answers do, over HTTP with a handler of its own. */
final class LocalWebPubSubEventsTest {
    private static final String HUB = ServiceFixture.HUB;
    private static final int PATIENCE_SECONDS = 60;
    private static final String SECONDARY = "a-secondary-key-of-more-than-32-bytes-in-all";

    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture(
            WebPubSubSettings.defaults().withSecondaryKey(SECONDARY),
            Limits.DEFAULTS.withEvents(Duration.ofSeconds(PATIENCE_SECONDS), 3));

    private final HandlerServer handler = new HandlerServer();

    @AfterEach
    void close() {
        handler.close();
    }

    @Test
    void handlerIsToldOfAConnectionFromItsStartToItsEnd() throws Exception {
        handleAll();

        TestClient client = client(TestClient.JSON);
        JsonNode connected = client.frame();
        client.send("{\"type\":\"event\",\"event\":\"seen\",\"ackId\":1,\"dataType\":\"json\",\"data\":{\"n\":1}}");
        assertThat(client.frame().path("success").asBoolean()).isTrue();
        client.closeInGoodOrder();

        Told connect = handler.next();
        assertThat(connect.event()).isEqualTo("connect");
        assertThat(connect.path()).isEqualTo("/orders/connect");
        assertThat(connect.header("ce-type")).isEqualTo("azure.webpubsub.sys.connect");
        JsonNode body = Json.parse(connect.body());
        assertThat(body.at("/claims/sub/0").asText()).isEqualTo("ann");
        assertThat(body.at("/subprotocols/0").asText()).isEqualTo(TestClient.JSON);
        assertThat(body.path("query").has("access_token")).isFalse();
        assertThat(body.path("clientCertificates").isArray()).isTrue();
        Told began = handler.next();
        assertThat(began.header("ce-type")).isEqualTo("azure.webpubsub.sys.connected");
        assertThat(began.body()).isEqualTo("{}");
        Told seen = handler.next();
        assertThat(seen.header("ce-type")).isEqualTo("azure.webpubsub.user.seen");
        assertThat(seen.path()).isEqualTo("/orders/seen");
        assertThat(seen.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(seen.body()).isEqualTo("{\"n\":1}");
        assertThat(seen.header("ce-connectionId"))
                .isEqualTo(connected.path("connectionId").asText());
        assertThat(seen.header("ce-source")).isEqualTo("/hubs/orders/client/" + seen.header("ce-connectionId"));
        assertThat(seen.header("ce-subprotocol")).isEqualTo(TestClient.JSON);
        assertThat(seen.header("ce-userId")).isEqualTo("ann");
        assertThat(seen.header("ce-hub")).isEqualTo("orders");
        assertThat(seen.header("webhook-request-origin")).isEqualTo("127.0.0.1");
        Told ended = handler.next();
        assertThat(ended.header("ce-type")).isEqualTo("azure.webpubsub.sys.disconnected");
        assertThat(Json.parse(ended.body()).path("reason").asText()).isEqualTo("closed by the client");
        assertThat(handler.validations()).isEqualTo(1);
    }

    @Test
    void eventsAreSignedWithBothKeys() throws Exception {
        handleAll();

        client(TestClient.JSON);

        Told connect = handler.next();
        String id = connect.header("ce-connectionId");
        assertThat(connect.header("ce-signature"))
                .isEqualTo("sha256=" + hmac(WebPubSubSettings.DEVELOPMENT_KEY, id) + ",sha256=" + hmac(SECONDARY, id));
    }

    @Test
    void connectAnswerSaysWhoTheClientIsAndWhatItMay() throws Exception {
        handler.answer(
                "connect",
                Reply.json("{\"userId\":\"bob\",\"groups\":[\"builds\"],\"roles\":[\"webpubsub.sendToGroup.builds\"],"
                        + "\"subprotocol\":\"json.reliable.webpubsub.azure.v1\"}"));
        handleAll();

        TestClient client =
                fixture.opened(TestClient.with(TestClient.JSON, fixture.url(HUB, user("ann")), TestClient.RELIABLE));
        JsonNode connected = client.frame();
        client.send("{\"type\":\"sendToGroup\",\"group\":\"builds\",\"dataType\":\"text\",\"data\":\"hi\"}");

        assertThat(client.subprotocol()).isEqualTo(TestClient.RELIABLE);
        assertThat(connected.path("userId").asText()).isEqualTo("bob");
        assertThat(connected.has("reconnectionToken")).isTrue();
        assertThat(client.frame().path("fromUserId").asText()).isEqualTo("bob");
        assertThat(handler.next().header("ce-userId")).isEqualTo("ann");
        assertThat(handler.next().header("ce-userId")).isEqualTo("bob");
    }

    @ParameterizedTest
    @CsvSource({"401, 401", "403, 403", "404, 404", "500, 500", "302, 500"})
    void refusedConnectReachesTheClientAndNoConnectionStarts(int answered, int status) throws Exception {
        handler.answer("connect", Reply.of(answered));
        handleAll();

        assertRefused(status);

        assertThat(handler.next().event()).isEqualTo("connect");
        assertThat(fixture.service().clients()).isEmpty();
        assertThat(handler.wasToldNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"subprotocol\":\"other\"}", "{\"groups\":[\" \"]}"})
    void connectAnswerThatMakesNoSenseRefusesTheClient(String answer) {
        handler.answer("connect", Reply.json(answer));
        handleAll();

        assertThatThrownBy(() -> client(TestClient.JSON))
                .satisfies(e -> assertThat(status(e)).isIn(400, 500));
    }

    @Test
    void handlerThatIsTooSlowRefusesTheClient() {
        CountDownLatch never = new CountDownLatch(1);
        handler.answer("connect", told -> {
            awaitQuietly(never);
            return Reply.of(204);
        });
        Limits hasty = Limits.DEFAULTS.withEvents(Duration.ofMillis(1_500), 3);
        try (LocalWebPubSub service =
                new LocalWebPubSub(WebPubSubSettings.defaults(), hasty, Clock.systemUTC()).start()) {
            service.eventHandlers().set(HUB, List.of(EventHandler.ofAll(handler.url())));
            String url = ServiceFixture.builder(service.connectionString(), HUB)
                    .buildClient()
                    .getClientAccessToken(user("ann"))
                    .getUrl();

            assertThatThrownBy(() -> TestClient.with(TestClient.JSON, url))
                    .satisfies(e -> assertThat(status(e)).isEqualTo(500));
        } finally {
            never.countDown();
        }
    }

    @Test
    void handlerThatIsDownOrUnwillingRefusesTheClient() throws Exception {
        handle(EventHandler.ofAll("http://127.0.0.1:1/{event}"));
        assertRefused(500);

        try (HandlerServer unwilling = new HandlerServer().allowing("elsewhere.example")) {
            handle(EventHandler.ofAll(unwilling.url()));
            assertRefused(500);
            assertThat(unwilling.wasToldNothing()).isTrue();
            unwilling.allowing("127.0.0.1");
            assertThat(client(TestClient.JSON).frame().path("event").asText()).isEqualTo("connected");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, hi, text, \"hi\"",
        "application/json, [1], json, [1]",
        "application/octet-stream, hi, binary, \"aGk=\""
    })
    void answerToAnEventReachesTheClient(String type, String body, String dataType, String data) throws Exception {
        handler.answer("ask", new Reply(200, type, body, Map.of()));
        handleAll();
        TestClient client = client(TestClient.JSON);
        client.frame();

        client.send("{\"type\":\"event\",\"event\":\"ask\",\"ackId\":7,\"dataType\":\"text\",\"data\":\"?\"}");

        assertThat(client.text())
                .isEqualTo("{\"type\":\"message\",\"from\":\"server\",\"dataType\":\"" + dataType + "\",\"data\":"
                        + data + "}");
        assertThat(client.text()).isEqualTo("{\"type\":\"ack\",\"ackId\":7,\"success\":true}");
    }

    @Test
    void plainClientTalksToItsHandler() throws Exception {
        handler.answer("message", told -> new Reply(200, "text/plain", told.body() + "!", Map.of()));
        handleAll();
        TestClient client = fixture.plain("ann");

        client.send("hello").send("again");

        assertThat(client.text()).isEqualTo("hello!");
        assertThat(client.text()).isEqualTo("again!");
    }

    @Test
    void refusedEventFailsItsAckOrEndsTheConnection() throws Exception {
        handler.answer("ask", Reply.of(500));
        handleAll();
        TestClient client = client(TestClient.JSON);
        client.frame();

        client.send("{\"type\":\"event\",\"event\":\"ask\",\"ackId\":1,\"data\":1}");
        JsonNode ack = client.frame();
        client.send("{\"type\":\"event\",\"event\":\"ask\",\"data\":1}");

        assertThat(ack.path("success").asBoolean()).isFalse();
        assertThat(client.frame().path("event").asText()).isEqualTo("disconnected");
        assertThat(client.closeCode()).isEqualTo(1011);
    }

    @Test
    void stateGoesRound() throws Exception {
        handler.answer("connect", Reply.of(204).with("ce-connectionState", "one"));
        handler.answer("ask", Reply.of(204).with("ce-connectionState", "two"));
        handleAll();
        TestClient client = client(TestClient.JSON);
        client.frame();

        client.send("{\"type\":\"event\",\"event\":\"ask\",\"ackId\":1,\"data\":1}");
        client.frame();
        client.send("{\"type\":\"event\",\"event\":\"other\",\"ackId\":2,\"data\":1}");

        assertThat(handler.next().header("ce-connectionState")).isNull();
        assertThat(handler.next().header("ce-connectionState")).isEqualTo("one");
        assertThat(handler.next().header("ce-connectionState")).isEqualTo("one");
        assertThat(handler.next().header("ce-connectionState")).isEqualTo("two");
    }

    @Test
    void firstHandlerThatTakesAnEventGetsItAndOneThatIsDownHurtsNoOther() throws Exception {
        fixture.service()
                .eventHandlers()
                .set(
                        HUB,
                        List.of(
                                new EventHandler("http://127.0.0.1:1/", "lost", Set.of(SystemEvent.CONNECTED)),
                                new EventHandler(handler.url(), "a, b", Set.of()),
                                new EventHandler("http://127.0.0.1:1/", "*", Set.of())));
        TestClient client = client(TestClient.JSON);
        client.frame();

        client.send("{\"type\":\"event\",\"event\":\"lost\",\"ackId\":1,\"data\":1}");
        client.send("{\"type\":\"event\",\"event\":\"b\",\"ackId\":2,\"data\":1}");

        JsonNode first = client.frame();
        JsonNode second = client.frame();
        assertThat(List.of(first, second))
                .anySatisfy(ack -> {
                    assertThat(ack.path("ackId").asInt()).isEqualTo(1);
                    assertThat(ack.path("success").asBoolean()).isFalse();
                })
                .anySatisfy(ack -> {
                    assertThat(ack.path("ackId").asInt()).isEqualTo(2);
                    assertThat(ack.path("success").asBoolean()).isTrue();
                });
        assertThat(handler.next().event()).isEqualTo("b");
    }

    @Test
    void eventsOfOneClientArriveInOrderAndWaitWithinABound() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        handler.answer("first", told -> {
            awaitQuietly(go);
            return Reply.of(204);
        });
        fixture.service().eventHandlers().set(HUB, List.of(new EventHandler(handler.url(), "*", Set.of())));
        TestClient client = client(TestClient.JSON);
        client.frame();

        client.send("{\"type\":\"event\",\"event\":\"first\",\"ackId\":1,\"data\":1}");
        for (int i = 2; i <= 4; i++) {
            client.send("{\"type\":\"event\",\"event\":\"e" + i + "\",\"ackId\":" + i + ",\"data\":1}");
        }
        JsonNode refused = client.frame();
        go.countDown();

        assertThat(refused.path("ackId").asInt()).isEqualTo(4);
        assertThat(refused.path("success").asBoolean()).isFalse();
        assertThat(handler.next().event()).isEqualTo("first");
        assertThat(handler.next().event()).isEqualTo("e2");
        assertThat(handler.next().event()).isEqualTo("e3");
    }

    @Test
    void namesCannotStartAHeader() throws Exception {
        handleAll();
        TestClient client = fixture.client(TestClient.JSON, HUB, user("a\r\nX-Evil: 1 \u00fc%"));
        client.frame();

        client.send("{\"type\":\"event\",\"event\":\"a\\r\\nb/c\",\"ackId\":1,\"data\":1}");
        assertThat(client.frame().path("success").asBoolean()).isTrue();

        assertThat(handler.next().header("ce-userId")).isEqualTo("a%0D%0AX-Evil:%201%20%C3%BC%25");
        handler.next();
        Told event = handler.next();
        assertThat(event.header("x-evil")).isNull();
        assertThat(event.path()).isEqualTo("/orders/a%0D%0Ab%2Fc");
    }

    @Test
    void lostReliableClientIsDisconnectedOnlyWhenItIsGoneForGood() throws Exception {
        fixture.service()
                .eventHandlers()
                .set(HUB, List.of(new EventHandler(handler.url(), "", Set.of(SystemEvent.DISCONNECTED))));
        TestClient client = client(TestClient.RELIABLE);
        JsonNode connected = client.frame();

        fixture.service().cutSockets(HUB);
        await().until(() -> !fixture.service().clients().get(0).isOnline());
        fixture.sdk()
                .closeConnectionWithResponse(
                        connected.path("connectionId").asText(),
                        new RequestOptions().addQueryParam("reason", "enough"));

        assertThat(handler.next().body()).isEqualTo("{\"reason\":\"enough\"}");
        assertThat(handler.wasToldNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "/events", "http://", "http:// /", "not a url"})
    void urlTemplateMustBeAnHttpUrl(String template) {
        assertThatThrownBy(() -> EventHandler.ofAll(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("urlTemplate");
    }

    private void handleAll() {
        handle(EventHandler.ofAll(handler.url()));
    }

    private void handle(EventHandler eventHandler) {
        fixture.service().eventHandlers().set(HUB, List.of(eventHandler));
    }

    private TestClient client(String subprotocol) {
        return fixture.client(subprotocol, HUB, user("ann"));
    }

    private void assertRefused(int status) {
        assertThatThrownBy(() -> client(TestClient.JSON))
                .satisfies(e -> assertThat(status(e)).isEqualTo(status));
    }

    private static GetClientAccessTokenOptions user(String userId) {
        return new GetClientAccessTokenOptions().setUserId(userId);
    }

    private static int status(Throwable failure) {
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
    }

    private static String hmac(String key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
