package dev.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say over their WebSockets, and what they may. */
@Contract
abstract class PubSubProtocolContract {
    private static final String[] ANYTHING = {"webpubsub.joinLeaveGroup", "webpubsub.sendToGroup"};

    @RegisterExtension
    private final PubSubClients pubSub = new PubSubClients();

    @Test
    void aClientIsToldWhoItIs() {
        // When
        PubSubSocket ann = pubSub.user("ann");

        // Then
        assertThat(ann.connected().path("type").asText()).isEqualTo("system");
        assertThat(ann.connected().path("userId").asText()).isEqualTo("ann");
        assertThat(ann.connectionId()).isNotBlank();
    }

    @Test
    void aMemberSendsToItsGroup() {
        // Given
        PubSubSocket ann = pubSub.withRoles("ann", ANYTHING);
        PubSubSocket bob = pubSub.user("bob", "builds");

        // When
        ann.sendJson("{'type':'joinGroup','group':'builds','ackId':1}");
        assertThat(success(ann.frame(), 1)).isTrue();
        ann.sendJson(
                "{'type':'sendToGroup','group':'builds','dataType':'json','data':{'n':1},'ackId':2,'noEcho':true}");

        // Then
        JsonNode frame = bob.frame();
        assertThat(frame.path("from").asText()).isEqualTo("group");
        assertThat(frame.path("group").asText()).isEqualTo("builds");
        assertThat(frame.path("fromUserId").asText()).isEqualTo("ann");
        assertThat(frame.path("data").path("n").asInt()).isEqualTo(1);
        assertThat(success(ann.frame(), 2)).isTrue();
        pubSub.nothingMoreFor(ann);
    }

    @Test
    void aSenderHearsItselfUnlessItSaysOtherwise() {
        // Given
        PubSubSocket ann = pubSub.withRoles("ann", ANYTHING);
        ann.sendJson("{'type':'joinGroup','group':'builds','ackId':1}").frame();

        // When
        ann.sendJson("{'type':'sendToGroup','group':'builds','dataType':'text','data':'echo'}");

        // Then
        assertThat(ann.data()).isEqualTo("echo");
    }

    @Test
    void whoHasLeftHearsNothing() {
        // Given
        PubSubSocket ann = pubSub.withRoles("ann", ANYTHING);
        ann.sendJson("{'type':'joinGroup','group':'builds','ackId':1}").frame();

        // When
        ann.sendJson("{'type':'leaveGroup','group':'builds','ackId':2}");

        // Then
        assertThat(success(ann.frame(), 2)).isTrue();
        pubSub.service().sendToGroup("builds", "after", WebPubSubContentType.TEXT_PLAIN);
        pubSub.nothingMoreFor(ann);
    }

    @Test
    void withoutARoleNothingIsAllowed() {
        // Given
        PubSubSocket ann = pubSub.user("ann", "builds");

        // When
        ann.sendJson("{'type':'joinGroup','group':'deploys','ackId':1}");
        ann.sendJson("{'type':'sendToGroup','group':'builds','dataType':'text','data':'no','ackId':2}");

        // Then
        List<JsonNode> acks = List.of(ann.frame(), ann.frame());
        assertThat(acks).allSatisfy(ack -> {
            assertThat(ack.path("success").asBoolean(true)).isFalse();
            assertThat(ack.path("error").path("name").asText()).isEqualTo("Forbidden");
        });
        assertThat(acks).extracting(ack -> ack.path("ackId").asInt()).containsExactlyInAnyOrder(1, 2);
        pubSub.nothingMoreFor(ann);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "webpubsub.joinLeaveGroup.builds, builds, true",
        "webpubsub.joinLeaveGroup.builds, deploys, false",
        "webpubsub.joinLeaveGroups.tenant.*, tenant.acme, true",
        "webpubsub.joinLeaveGroups.tenant.*, tenant.acme.run, false",
        "webpubsub.joinLeaveGroups.tenant.**, tenant.acme.run, true",
        "webpubsub.joinLeaveGroups.run?, run1, true",
        "webpubsub.joinLeaveGroups.run?, run10, false",
    })
    void aRoleNamesItsGroups(String role, String group, boolean allowed) {
        // Given
        PubSubSocket ann = pubSub.withRoles("ann", role);

        // When
        ann.sendJson("{'type':'joinGroup','group':'" + group + "','ackId':1}");

        // Then
        assertThat(success(ann.frame(), 1)).isEqualTo(allowed);
    }

    @Test
    void aRepeatedAckIdIsADuplicate() {
        // Given
        PubSubSocket ann = pubSub.withRoles("ann", ANYTHING);
        String send = "{'type':'sendToGroup','group':'builds','dataType':'text','data':'once','ackId':7}";
        assertThat(success(ann.sendJson(send).frame(), 7)).isTrue();

        // When
        JsonNode ack = ann.sendJson(send).frame();

        // Then
        assertThat(success(ack, 7)).isFalse();
        assertThat(ack.path("error").path("name").asText()).isEqualTo("Duplicate");
    }

    @Test
    void aPingIsAnswered() {
        // Given
        PubSubSocket ann = pubSub.user("ann");

        // When
        ann.sendJson("{'type':'ping'}");

        // Then
        assertThat(ann.frame().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void whatIsNoJsonEndsTheConnection() {
        // Given
        PubSubSocket ann = pubSub.user("ann");

        // When
        ann.send("no json");

        // Then
        assertThat(ann.closeCode()).isEqualTo(1007);
    }

    @Test
    void aForgedTokenIsRefused() {
        // Given
        String url = pubSub.url(new GetClientAccessTokenOptions().setUserId("ann"));
        String forged = url.substring(0, url.lastIndexOf('.') + 1) + "AAAA";

        // When
        Throwable error = catchThrowable(() -> PubSubSocket.connect(forged, PubSubSocket.JSON));

        // Then
        assertThat(error).hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThat(((WebSocketHandshakeException) error.getCause())
                        .getResponse()
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aReliableClientIsGivenWhatItMissed() {
        // Given
        String url = pubSub.url(new GetClientAccessTokenOptions().setUserId("ann"));
        PubSubSocket first =
                pubSub.keep(PubSubSocket.connect(url, PubSubSocket.RELIABLE)).awaitConnected();
        toAnn("seen");
        JsonNode seen = first.frame();
        assertThat(seen.path("sequenceId").asLong()).isEqualTo(1);
        first.sendJson("{'type':'sequenceAck','sequenceId':1}");
        first.sendJson("{'type':'ping'}");
        assertThat(first.frame().path("type").asText()).isEqualTo("pong");

        // When
        first.cut();
        toAnn("missed");
        toAnn("missed too");
        PubSubSocket second = pubSub.keep(PubSubSocket.connect(
                url + "&awps_connection_id=" + first.connectionId() + "&awps_reconnection_token="
                        + URLEncoder.encode(
                                first.connected().path("reconnectionToken").asText(), StandardCharsets.UTF_8),
                PubSubSocket.RELIABLE));

        // Then
        assertThat(List.of(second.data(), second.data())).containsExactly("missed", "missed too");
        toAnn("live");
        JsonNode live = second.frame();
        assertThat(live.path("data").asText()).isEqualTo("live");
        assertThat(live.path("sequenceId").asLong()).isEqualTo(4);
    }

    @Test
    void aWrongReconnectionTokenIsForGood() {
        // Given
        String url = pubSub.url(new GetClientAccessTokenOptions().setUserId("ann"));
        PubSubSocket first =
                pubSub.keep(PubSubSocket.connect(url, PubSubSocket.RELIABLE)).awaitConnected();
        first.cut();

        // When
        PubSubSocket second = pubSub.keep(PubSubSocket.connect(
                url + "&awps_connection_id=" + first.connectionId() + "&awps_reconnection_token=wrong",
                PubSubSocket.RELIABLE));

        // Then
        assertThat(second.closeCode()).isEqualTo(1008);
    }

    private void toAnn(String text) {
        pubSub.service().sendToUser("ann", text, WebPubSubContentType.TEXT_PLAIN);
    }

    private static boolean success(JsonNode ack, int ackId) {
        assertThat(ack.path("type").asText()).as("type of %s", ack).isEqualTo("ack");
        assertThat(ack.path("ackId").asInt()).as("ackId of %s", ack).isEqualTo(ackId);
        return ack.path("success").asBoolean();
    }
}
