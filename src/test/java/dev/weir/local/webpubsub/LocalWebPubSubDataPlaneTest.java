package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.azure.messaging.webpubsub.models.WebPubSubPermission;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, lists, permissions, times to live, and what the service counts: through the official SDK where it can. */
final class LocalWebPubSubDataPlaneTest {
    private static final String HUB = ServiceFixture.HUB;
    private static final String VERSION = "api-version=2024-12-01";
    private static final String SECONDARY = "a-secondary-key-of-more-than-32-bytes-in-all";

    private final MovedClock clock = new MovedClock();

    @RegisterExtension
    final ServiceFixture fixture =
            new ServiceFixture(WebPubSubSettings.defaults().withSecondaryKey(SECONDARY), Limits.DEFAULTS, clock);

    private RawHttp http;
    private WebPubSubServiceClient sdk;

    @BeforeEach
    void connect() {
        http = new RawHttp(fixture.service());
        sdk = fixture.sdk();
    }

    @Test
    void filteredSendReachesThoseThatFitAlone() throws Exception {
        TestClient ann = fixture.inGroups("ann", "builds");
        TestClient bob = fixture.inGroups("bob", "builds", "deploys");

        sendToGroup("builds", "1", "filter", "userId eq 'bob' and 'deploys' in groups");
        sendToGroup("builds", "2", "filter", "userId ne 'bob'");

        assertThat(ann.framesUntilPong())
                .extracting(frame -> frame.path("data").asText())
                .containsExactly("2");
        assertThat(bob.framesUntilPong())
                .extracting(frame -> frame.path("data").asText())
                .containsExactly("1");
        assertThat(fixture.service().sends().latest()).extracting(Send::reached).containsExactly(1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId eq", "colour eq 'red'", "userId eq 'a", "(userId eq 'a'"})
    void badFilterIsRefusedAndNobodyIsReached(String filter) throws Exception {
        TestClient ann = fixture.inGroups("ann", "builds");

        assertThatThrownBy(() -> sendToGroup("builds", "1", "filter", filter))
                .isInstanceOfSatisfying(
                        HttpResponseException.class,
                        e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(400))
                .hasMessageContaining("Invalid filter at character");

        assertThat(ann.framesUntilPong()).isEmpty();
    }

    @Test
    void manyConnectionsJoinAndLeaveManyGroups() throws Exception {
        fixture.inGroups("ann");
        fixture.inGroups("ann");
        fixture.inGroups("bob");

        sdk.addConnectionsToGroups(List.of("x", "y"), "userId eq 'ann'");
        assertThat(fixture.service().connectionCount(HUB, "x")).isEqualTo(2);
        assertThat(fixture.service().connectionCount(HUB, "y")).isEqualTo(2);

        String target = "/api/hubs/orders/:removeFromGroups?" + VERSION;
        http.call("POST", target, "{\"groups\":[\"y\"]}", "Content-Type: application/json");
        assertThat(fixture.service().connectionCount(HUB, "x")).isEqualTo(2);
        assertThat(fixture.service().connectionCount(HUB, "y")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"groups\":[]}",
                "{\"groups\":[1]}",
                "{\"groups\":[\" \"]}",
                "{\"groups\":[\"a\"],\"filter\":1}",
                "{\"groups\":[\"a\"],\"filter\":\"(\"}"
            })
    void bodyWithoutGoodGroupsIsRefused(String body) throws Exception {
        String answer =
                http.call("POST", "/api/hubs/orders/:addToGroups?" + VERSION, body, "Content-Type: application/json");

        assertThat(RawHttp.status(answer)).isEqualTo(400);
        JsonNode error = Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(error.path("code").asText()).isEqualTo("Error.Request.Invalid");
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("details").isArray()).isTrue();
    }

    @Test
    void groupIsListedPageByPageInTheOrderOfConnecting() throws Exception {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            users.add("user" + i);
            fixture.plain("user" + i, "builds");
        }

        assertThat(pages("builds", "maxpagesize=3")).extracting(List::size).containsExactly(3, 3, 1);
        assertThat(pages("builds", "maxpagesize=3").stream().flatMap(List::stream))
                .containsExactlyElementsOf(users);
        assertThat(pages("builds", "maxpagesize=2&top=5"))
                .extracting(List::size)
                .containsExactly(2, 2, 1);
        assertThat(pages("nobody", "top=5")).containsExactly(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxpagesize=0", "maxpagesize=201", "top=0", "top=2147483648", "continuationToken=x"})
    void listRefusesWhatIsOutOfBounds(String parameter) throws Exception {
        String answer = http.call("GET", "/api/hubs/orders/groups/builds/connections?" + parameter + "&" + VERSION, "");

        assertThat(RawHttp.status(answer)).isEqualTo(400);
    }

    @Test
    void permissionsAreGrantedCheckedAndRevoked() throws Exception {
        TestClient client = fixture.client(TestClient.JSON, HUB, new GetClientAccessTokenOptions());
        String id = client.frame().path("connectionId").asText();
        RequestOptions builds = new RequestOptions().addQueryParam("targetName", "builds");

        sdk.grantPermissionWithResponse(WebPubSubPermission.JOIN_LEAVE_GROUP, id, builds);
        assertThat(sdk.checkPermissionWithResponse(WebPubSubPermission.JOIN_LEAVE_GROUP, id, builds)
                        .getValue())
                .isTrue();
        client.send("{\"type\":\"joinGroup\",\"group\":\"builds\",\"ackId\":1}");
        client.send("{\"type\":\"joinGroup\",\"group\":\"other\",\"ackId\":2}");
        assertThat(client.frame().path("success").asBoolean()).isTrue();
        assertThat(client.frame().path("success").asBoolean()).isFalse();

        sdk.revokePermissionWithResponse(WebPubSubPermission.JOIN_LEAVE_GROUP, id, builds);
        client.send("{\"type\":\"leaveGroup\",\"group\":\"builds\",\"ackId\":3}");
        assertThat(client.frame().at("/error/name").asText()).isEqualTo("Forbidden");
    }

    @ParameterizedTest
    @CsvSource({"PUT, other, 400", "HEAD, sendToGroup, 404", "DELETE, sendToGroup, 204", "PUT, sendToGroup, 404"})
    void permissionsOfNobodyAndOfNoKind(String method, String permission, int status) throws Exception {
        String target = "/api/hubs/orders/permissions/" + permission + "/connections/absent?" + VERSION;

        assertThat(RawHttp.status(http.call(method, target, ""))).isEqualTo(status);
    }

    @Test
    void expiredMessageIsNotReplayed() throws Exception {
        TestClient client = fixture.client(
                TestClient.RELIABLE, HUB, new GetClientAccessTokenOptions().setGroups(List.of("builds")));
        JsonNode connected = client.frame();
        fixture.service().cutSockets(HUB);
        sendToGroup("builds", "1", "messageTtlSeconds", "10");
        sendToGroup("builds", "2", "messageTtlSeconds", "20");
        sendToGroup("builds", "3", "messageTtlSeconds", "0");

        clock.advance(Duration.ofSeconds(15));
        TestClient again = recover(connected);

        assertThat(again.framesUntilPong())
                .extracting(frame -> frame.path("sequenceId").asInt())
                .containsExactly(2, 3);
    }

    @Test
    void movedClockEndsConnectionsThatWait() throws Exception {
        TestClient client = fixture.client(TestClient.RELIABLE, HUB, new GetClientAccessTokenOptions());
        JsonNode connected = client.frame();
        fixture.service().cutSockets(HUB);
        await().until(() -> !fixture.service().clients().get(0).isOnline());

        clock.advance(Duration.ofSeconds(31));
        fixture.service().timeMoved();

        assertThat(fixture.service().clients()).isEmpty();
        assertThat(recover(connected).closeCode()).isEqualTo(1008);
    }

    @Test
    void tokenOfTheSecondaryKeyIsTaken() throws Exception {
        String target = "/api/hubs/orders/:send?" + VERSION;

        String answer =
                http.callWith(http.token(SECONDARY, target, 60), "POST", target, "x", "Content-Type: text/plain");

        assertThat(RawHttp.status(answer)).isEqualTo(202);
    }

    @Test
    void meterCountsUnitsForEveryConnectionReached() throws Exception {
        TestClient ann = fixture.inGroups("ann", "builds");
        TestClient bob = fixture.inGroups("bob", "builds");

        sendToGroup("builds", "x".repeat(2_049), "excluded", "nobody");
        sendToGroup("nobody", "x", "excluded", "nobody");
        ann.frame();
        bob.closeInGoodOrder();
        await().until(() -> fixture.service().clients().size() == 1);

        Meter.Reading reading = fixture.service().meter().read();
        assertThat(reading.messageUnits()).isEqualTo(4);
        assertThat(reading.messages()).isEqualTo(2);
        assertThat(reading.bytes()).isEqualTo(2 * 2_049);
        assertThat(reading.connections()).isEqualTo(1);
        assertThat(reading.peakConnections()).isEqualTo(2);
        assertThat(reading.calls()).containsEntry("WebPubSub_SendToGroup", Map.of(202, 2L));
        assertThat(fixture.service().hubs()).containsExactly(HUB);
        assertThat(fixture.service().clients()).singleElement().satisfies(client -> {
            assertThat(client.userId()).contains("ann");
            assertThat(client.groups()).containsExactly("builds");
            assertThat(client.subprotocol()).isEqualTo(TestClient.JSON);
            assertThat(client.since()).isEqualTo(clock.instant());
        });
    }

    @Test
    void oneClientIsCutAndOthersStay() throws Exception {
        TestClient ann = fixture.inGroups("ann");
        TestClient bob = fixture.inGroups("bob");
        String annId = fixture.service().clients().get(0).connectionId();

        assertThat(fixture.service().cutSocket(HUB, annId)).isTrue();
        assertThat(fixture.service().cutSocket(HUB, "absent")).isFalse();

        ann.awaitEnd();
        assertThat(bob.framesUntilPong()).isEmpty();
    }

    @Test
    void plainClientPublishesToTheGroupOfItsUrl() throws Exception {
        TestClient member = fixture.inGroups("bob", "builds");
        GetClientAccessTokenOptions options = new GetClientAccessTokenOptions().setUserId("ann");
        String mode = "&webpubsub_mode=sendToGroup&group=builds";

        TestClient allowed = fixture.opened(
                TestClient.plain(fixture.url(HUB, options.setRoles(List.of("webpubsub.sendToGroups.b*"))) + mode));
        allowed.send("hello");
        assertThat(member.frame().path("data").asText()).isEqualTo("hello");

        TestClient forbidden = fixture.opened(TestClient.plain(fixture.url(HUB, options.setRoles(List.of())) + mode));
        forbidden.send("hello");
        assertThat(forbidden.closeCode()).isEqualTo(1008);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minutesToExpire=0", "minutesToExpire=x", "clientType=MQTT", "clientType=x", "group=%20"})
    void tokenParametersAreChecked(String parameter) throws Exception {
        String answer = http.call("POST", "/api/hubs/orders/:generateToken?" + parameter + "&" + VERSION, "");

        assertThat(RawHttp.status(answer)).isEqualTo(400);
    }

    /** The users of each page, following the links from page to page. */
    private List<List<String>> pages(String group, String query) throws Exception {
        List<List<String>> pages = new ArrayList<>();
        String target = "/api/hubs/orders/groups/" + group + "/connections?" + query + "&" + VERSION;
        while (!target.isEmpty()) {
            String answer = http.call("GET", target, "");
            assertThat(RawHttp.status(answer)).isEqualTo(200);
            JsonNode page = Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            List<String> users = new ArrayList<>();
            page.path("value").forEach(member -> users.add(member.path("userId").asText()));
            pages.add(users);
            String authority = "http://127.0.0.1:" + fixture.service().port();
            target = page.path("nextLink").asText().replace(authority, "");
        }
        return pages;
    }

    private void sendToGroup(String group, String text, String parameter, String value) {
        sdk.sendToGroupWithResponse(
                group,
                BinaryData.fromString(text),
                WebPubSubContentType.TEXT_PLAIN,
                text.length(),
                new RequestOptions().addQueryParam(parameter, value));
    }

    private TestClient recover(JsonNode connected) {
        return fixture.opened(TestClient.with(
                TestClient.RELIABLE,
                "ws://127.0.0.1:" + fixture.service().port() + "/client/hubs/" + HUB + "?awps_connection_id="
                        + connected.path("connectionId").asText() + "&awps_reconnection_token="
                        + connected.path("reconnectionToken").asText()));
    }
}
