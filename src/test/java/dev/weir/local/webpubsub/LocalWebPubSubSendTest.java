package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent through the official SDK, and who gets it. */
final class LocalWebPubSubSendTest {
    private static final WebPubSubContentType JSON = WebPubSubContentType.APPLICATION_JSON;
    private static final WebPubSubContentType TEXT = WebPubSubContentType.TEXT_PLAIN;

    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    @Test
    void groupSendReachesTheGroupAlone() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        TestClient stranger = fixture.inGroups("bob", "deploys");

        fixture.sdk().sendToGroup("builds", "{\"done\":1.50}", JSON);

        assertThat(member.text())
                .isEqualTo("{\"type\":\"message\",\"from\":\"group\",\"group\":\"builds\","
                        + "\"dataType\":\"json\",\"data\":{\"done\":1.50}}");
        assertThat(stranger.framesUntilPong()).isEmpty();
    }

    @Test
    void userSendReachesAllConnectionsOfTheUserAlone() throws Exception {
        TestClient first = fixture.inGroups("ann/1");
        TestClient second = fixture.inGroups("ann/1");
        TestClient stranger = fixture.inGroups("ann");

        fixture.sdk().sendToUser("ann/1", "hello", TEXT);

        assertThat(first.text())
                .isEqualTo("{\"type\":\"message\",\"from\":\"server\",\"dataType\":\"text\",\"data\":\"hello\"}");
        assertThat(second.frame().path("data").asText()).isEqualTo("hello");
        assertThat(stranger.framesUntilPong()).isEmpty();
    }

    @Test
    void connectionSendReachesThatConnectionAlone() throws Exception {
        TestClient receiver = fixture.client(TestClient.JSON, ServiceFixture.HUB, user("ann"));
        String id = receiver.frame().path("connectionId").asText();
        TestClient stranger = fixture.inGroups("ann");

        fixture.sdk().sendToConnection(id, "hello", TEXT);

        assertThat(receiver.frame().path("from").asText()).isEqualTo("server");
        assertThat(stranger.framesUntilPong()).isEmpty();
    }

    @Test
    void sendToAllReachesOneHubButItsExcludedConnections() throws Exception {
        TestClient excluded = fixture.client(TestClient.JSON, ServiceFixture.HUB, user("ann"));
        String id = excluded.frame().path("connectionId").asText();
        TestClient receiver = fixture.inGroups("bob");
        TestClient otherHub = fixture.client(TestClient.JSON, "payments", user("bob"));
        otherHub.frame();

        RequestOptions options =
                new RequestOptions().addQueryParam("excluded", "nobody").addQueryParam("excluded", id);
        fixture.sdk().sendToAllWithResponse(BinaryData.fromString("hello"), TEXT, 5, options);

        assertThat(receiver.frame().path("data").asText()).isEqualTo("hello");
        assertThat(excluded.framesUntilPong()).isEmpty();
        assertThat(otherHub.framesUntilPong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a b",
                "100%",
                "grün/日本",
                "😀",
                "a%2Fb",
                "a+b",
                "tenant:acme",
                "?x=1&y#z",
                ":send",
                "...",
                "a;b=c"
            })
    void groupNameArrivesAsItWasGiven(String group) throws Exception {
        TestClient member = fixture.inGroups("ann", group);

        fixture.sdk().sendToGroup(group, "hello", TEXT);

        JsonNode frame = member.frame();
        assertThat(frame.path("group").asText()).isEqualTo(group);
        assertThat(frame.path("data").asText()).isEqualTo("hello");
    }

    @Test
    void plainClientGetsPayloadsWithoutAnEnvelope() throws Exception {
        TestClient client = fixture.plain("ann", "builds");

        fixture.sdk().sendToGroup("builds", "{\"n\":1}", JSON);
        fixture.sdk().sendToUser("ann", "text", TEXT);
        byte[] bytes = {0, 1, (byte) 0xff};
        fixture.sdk()
                .sendToAllWithResponse(
                        BinaryData.fromBytes(bytes),
                        WebPubSubContentType.APPLICATION_OCTET_STREAM,
                        3,
                        new RequestOptions());

        assertThat(client.text()).isEqualTo("{\"n\":1}");
        assertThat(client.text()).isEqualTo("text");
        assertThat(client.binary()).isEqualTo(bytes);
    }

    @Test
    void bodyWithoutContentTypeIsBinary() throws Exception {
        TestClient client = fixture.inGroups("ann");

        fixture.sdk().sendToAllWithResponse(BinaryData.fromBytes(new byte[] {1, 2, 3}), new RequestOptions());

        JsonNode frame = client.frame();
        assertThat(frame.path("dataType").asText()).isEqualTo("binary");
        assertThat(frame.path("data").asText()).isEqualTo("AQID");
    }

    @Test
    void sendsOfOneCallerArriveInOrder() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        var sdk = fixture.sdk();

        for (int i = 0; i < 50; i++) {
            sdk.sendToGroup("builds", String.valueOf(i), JSON);
        }

        for (int i = 0; i < 50; i++) {
            assertThat(member.frame().path("data").asInt()).isEqualTo(i);
        }
    }

    @Test
    void bodyOfOneMebibyteIsDelivered() throws Exception {
        TestClient member = fixture.inGroups("ann", "builds");
        String text = "x".repeat(1024 * 1024);

        fixture.sdk().sendToGroup("builds", text, TEXT);

        assertThat(member.frame().path("data").asText()).isEqualTo(text);
    }

    @Test
    void bodyOfMoreThanOneMebibyteIsRefused() {
        String text = "x".repeat(1024 * 1024 + 1);

        assertThatThrownBy(() -> fixture.sdk().sendToGroup("builds", text, TEXT))
                .isInstanceOf(HttpResponseException.class)
                .hasMessageContaining("400")
                .hasMessageContaining("Content-Length is 1048577");
    }

    @Test
    void sendToNobodyIsAcceptedAndLogged() {
        fixture.sdk().sendToUser("nobody", "grün", TEXT);

        List<Send> sends = fixture.service().sends().latest();
        assertThat(sends).singleElement().satisfies(send -> {
            assertThat(send.hub()).isEqualTo(ServiceFixture.HUB);
            assertThat(send.kind()).isEqualTo(TargetKind.USER);
            assertThat(send.name()).isEqualTo("nobody");
            assertThat(send.bytes()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8).length);
            assertThat(send.status()).isEqualTo(202);
        });
        assertThat(fixture.service().sends().calls()).isEqualTo(1);
        assertThat(fixture.service().sends().accepted()).isEqualTo(1);
    }

    @Test
    void filterChoosesAmongAllConnectionsOfTheHub() throws Exception {
        TestClient ann = fixture.inGroups("ann");
        TestClient bob = fixture.inGroups("bob");
        TestClient otherHub = fixture.client(TestClient.JSON, "payments", user("bob"));
        otherHub.frame();

        RequestOptions options = new RequestOptions().addQueryParam("filter", "userId eq 'bob'");
        fixture.sdk().sendToAllWithResponse(BinaryData.fromString("x"), TEXT, 1, options);

        assertThat(bob.frame().path("data").asText()).isEqualTo("x");
        assertThat(ann.framesUntilPong()).isEmpty();
        assertThat(otherHub.framesUntilPong()).isEmpty();
    }

    @Test
    void filterThatFitsNobodyIsAcceptedAndReachesNobody() throws Exception {
        TestClient client = fixture.inGroups("ann");
        RequestOptions options = new RequestOptions().addQueryParam("filter", "userId eq 'bob'");

        fixture.sdk().sendToAllWithResponse(BinaryData.fromString("x"), TEXT, 1, options);

        assertThat(client.framesUntilPong()).isEmpty();
        assertThat(fixture.service().sends().latest()).singleElement().satisfies(send -> {
            assertThat(send.status()).isEqualTo(202);
            assertThat(send.reached()).isZero();
        });
    }

    private static GetClientAccessTokenOptions user(String userId) {
        return new GetClientAccessTokenOptions().setUserId(userId);
    }
}
