package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.rest.RequestOptions;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What WebSocket clients may do, and what they are answered. */
final class LocalWebPubSubClientTest {
    private static final String HUB = ServiceFixture.HUB;

    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    @Test
    void clientIsToldWhoItIs() throws Exception {
        TestClient client = fixture.client(TestClient.JSON, HUB, new GetClientAccessTokenOptions().setUserId("ann"));

        JsonNode connected = client.frame();

        assertThat(client.subprotocol()).isEqualTo(TestClient.JSON);
        assertThat(connected.path("type").asText()).isEqualTo("system");
        assertThat(connected.path("event").asText()).isEqualTo("connected");
        assertThat(connected.path("userId").asText()).isEqualTo("ann");
        assertThat(connected.path("connectionId").asText()).isNotEmpty();
        assertThat(connected.has("reconnectionToken")).isFalse();
    }

    @Test
    void expiredTokenIsUnauthorized() {
        String url = url(WebPubSubSettings.DEVELOPMENT_KEY, "orders", -3600);

        assertThatThrownBy(() -> TestClient.plain(url))
                .satisfies(e -> assertThat(status(e)).isEqualTo(401));
    }

    @Test
    void tokenOfAnotherKeyIsUnauthorized() {
        String url = url("another-access-key-that-is-long-enough", "orders", 3600);

        assertThatThrownBy(() -> TestClient.plain(url))
                .satisfies(e -> assertThat(status(e)).isEqualTo(401));
    }

    @Test
    void tokenOfAnotherHubIsUnauthorized() {
        String url = url(WebPubSubSettings.DEVELOPMENT_KEY, "payments", 3600);

        assertThatThrownBy(() -> TestClient.plain(url))
                .satisfies(e -> assertThat(status(e)).isEqualTo(401));
    }

    @Test
    void clientWithoutATokenIsUnauthorized() {
        String url = "ws://127.0.0.1:" + fixture.service().port() + "/client/hubs/orders";

        assertThatThrownBy(() -> TestClient.plain(url))
                .satisfies(e -> assertThat(status(e)).isEqualTo(401));
    }

    @Test
    void tokenMayLiveAMinuteAndServeLongAfterwards() throws Exception {
        GetClientAccessTokenOptions options = new GetClientAccessTokenOptions().setExpiresAfter(Duration.ofMinutes(1));

        TestClient client = fixture.client(TestClient.JSON, HUB, options);

        assertThat(client.frame().has("userId")).isFalse();
    }

    @Test
    void clientWithRolesJoinsSendsAndLeaves() throws Exception {
        TestClient sender = fixture.withRoles("ann", "webpubsub.joinLeaveGroup", "webpubsub.sendToGroup.builds");
        TestClient member = fixture.inGroups("bob", "builds");

        sender.send("{\"type\":\"joinGroup\",\"group\":\"builds\",\"ackId\":1}");
        sender.send(
                "{\"type\":\"sendToGroup\",\"group\":\"builds\",\"ackId\":2,\"dataType\":\"text\",\"data\":\"hi\"}");
        sender.send("{\"type\":\"leaveGroup\",\"group\":\"builds\",\"ackId\":3}");

        assertThat(sender.text()).isEqualTo("{\"type\":\"ack\",\"ackId\":1,\"success\":true}");
        assertThat(sender.text())
                .isEqualTo("{\"type\":\"message\",\"from\":\"group\",\"group\":\"builds\",\"fromUserId\":\"ann\","
                        + "\"dataType\":\"text\",\"data\":\"hi\"}");
        assertThat(sender.text()).isEqualTo("{\"type\":\"ack\",\"ackId\":2,\"success\":true}");
        assertThat(sender.text()).isEqualTo("{\"type\":\"ack\",\"ackId\":3,\"success\":true}");
        assertThat(member.frame().path("fromUserId").asText()).isEqualTo("ann");
        assertThat(fixture.service().connectionCount(HUB, "builds")).isEqualTo(1);
    }

    @Test
    void noEchoSparesTheSender() throws Exception {
        TestClient sender = fixture.withRoles("ann", "webpubsub.joinLeaveGroup", "webpubsub.sendToGroup");
        TestClient member = fixture.inGroups("bob", "builds");

        sender.send("{\"type\":\"joinGroup\",\"group\":\"builds\"}");
        sender.send(
                "{\"type\":\"sendToGroup\",\"group\":\"builds\",\"noEcho\":true,\"dataType\":\"binary\",\"data\":\"AQI=\"}");

        JsonNode frame = member.frame();
        assertThat(frame.path("dataType").asText()).isEqualTo("binary");
        assertThat(frame.path("data").asText()).isEqualTo("AQI=");
        assertThat(sender.framesUntilPong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"joinGroup\",\"group\":\"deploys\",\"ackId\":7}",
                "{\"type\":\"leaveGroup\",\"group\":\"deploys\",\"ackId\":7}",
                "{\"type\":\"sendToGroup\",\"group\":\"deploys\",\"ackId\":7,\"data\":1}"
            })
    void clientWithoutTheRoleIsForbidden(String request) throws Exception {
        TestClient client = fixture.withRoles("ann", "webpubsub.joinLeaveGroup.builds", "webpubsub.sendToGroup.builds");
        TestClient member = fixture.inGroups("bob", "deploys");

        client.send(request);

        JsonNode ack = client.frame();
        assertThat(ack.path("ackId").asLong()).isEqualTo(7);
        assertThat(ack.path("success").asBoolean()).isFalse();
        assertThat(ack.at("/error/name").asText()).isEqualTo("Forbidden");
        assertThat(member.framesUntilPong()).isEmpty();
        assertThat(fixture.service().connectionCount(HUB, "deploys")).isEqualTo(1);
    }

    @Test
    void repeatedAckIdIsADuplicateAndNotCarriedOutAgain() throws Exception {
        TestClient client = fixture.withRoles("ann", "webpubsub.sendToGroup");
        TestClient member = fixture.inGroups("bob", "builds");
        String request = "{\"type\":\"sendToGroup\",\"group\":\"builds\",\"ackId\":9,\"data\":{\"n\":1.0}}";

        client.send(request).send(request);

        assertThat(client.frame().path("success").asBoolean()).isTrue();
        assertThat(client.frame().at("/error/name").asText()).isEqualTo("Duplicate");
        assertThat(member.framesUntilPong()).hasSize(1);
    }

    @Test
    void eventIsAcknowledged() throws Exception {
        TestClient client = fixture.inGroups("ann");

        client.send("{\"type\":\"event\",\"event\":\"seen\",\"ackId\":1,\"dataType\":\"text\",\"data\":\"x\"}");

        assertThat(client.frame().path("success").asBoolean()).isTrue();
    }

    @Test
    void newerFrameFailsItsAckOrIsIgnored() throws Exception {
        TestClient client = fixture.inGroups("ann");

        client.send("{\"type\":\"invoke\",\"target\":\"event\"}");
        client.send("{\"type\":\"invoke\",\"target\":\"event\",\"ackId\":4}");

        assertThat(client.framesUntilPong()).singleElement().satisfies(ack -> {
            assertThat(ack.path("ackId").asInt()).isEqualTo(4);
            assertThat(ack.path("success").asBoolean()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "",
                "[]",
                "{\"group\":\"a\"}",
                "{\"type\":\"joinGroup\"}",
                "{\"type\":\"joinGroup\",\"group\":\" \"}",
                "{\"type\":\"joinGroup\",\"group\":\"a\",\"ackId\":\"x\"}",
                "{\"type\":\"sendToGroup\",\"group\":\"a\",\"dataType\":\"binary\",\"data\":\"!\"}"
            })
    void malformedFrameClosesTheConnection(String frame) throws Exception {
        TestClient client = fixture.withRoles("ann", "webpubsub.joinLeaveGroup", "webpubsub.sendToGroup");

        client.send(frame);

        assertThat(client.closeCode()).isEqualTo(1007);
        assertThat(fixture.service().connectionCount(HUB)).isZero();
    }

    @Test
    void malformedRequestWithAnAckIdFailsItsAckAlone() throws Exception {
        TestClient client = fixture.withRoles("ann", "webpubsub.joinLeaveGroup");

        client.send("{\"type\":\"joinGroup\",\"group\":\"" + "x".repeat(1025) + "\",\"ackId\":1}");

        assertThat(client.framesUntilPong()).singleElement().satisfies(ack -> {
            assertThat(ack.path("success").asBoolean()).isFalse();
            assertThat(ack.at("/error/message").asText()).isEqualTo("the frame lacks a field, or has a wrong one");
        });
    }

    @Test
    void binaryFrameClosesAJsonConnection() throws Exception {
        TestClient client = fixture.inGroups("ann");

        client.send("{}".getBytes(StandardCharsets.UTF_8));

        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @Test
    void oversizedFrameClosesTheConnection() throws Exception {
        TestClient client = fixture.inGroups("ann");

        client.send("x".repeat(1024 * 1024 + 1));

        assertThat(client.closeCode()).isEqualTo(1009);
        await().until(() -> fixture.service().connectionCount(HUB) == 0);
    }

    @Test
    void messagesOfAPlainClientReachNobody() throws Exception {
        TestClient plain = fixture.plain("ann", "builds");
        TestClient member = fixture.inGroups("bob", "builds");

        plain.send("{\"type\":\"ping\"}").send(new byte[] {1});
        fixture.sdk().sendToAll("end", WebPubSubContentType.TEXT_PLAIN);

        assertThat(plain.text()).isEqualTo("end");
        assertThat(member.framesUntilPong()).hasSize(1);
    }

    @Test
    void clientThatIsGoneLeavesNothingBehind() {
        TestClient client = fixture.plain("ann", "builds");

        client.cut();

        await().until(() -> fixture.service().connectionCount(HUB) == 0);
        assertThat(fixture.sdk()
                        .groupExistsWithResponse("builds", new RequestOptions())
                        .getValue())
                .isFalse();
        assertThat(fixture.sdk()
                        .userExistsWithResponse("ann", new RequestOptions())
                        .getValue())
                .isFalse();
    }

    private String url(String key, String hub, long secondsToLive) {
        String token = new RawHttp(fixture.service()).token(key, "/client/hubs/" + hub, secondsToLive);
        return "ws://127.0.0.1:" + fixture.service().port() + "/client/hubs/orders?access_token=" + token;
    }

    private static int status(Throwable failure) {
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
    }
}
