package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.rest.RequestOptions;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.models.GetClientAccessTokenOptions;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is there, in which groups, and closed by the server: through the official SDK. */
final class LocalWebPubSubMembershipTest {
    @RegisterExtension
    final ServiceFixture fixture = new ServiceFixture();

    private TestClient client;
    private String connectionId;
    private WebPubSubServiceClient sdk;

    @BeforeEach
    void connectAnn() throws Exception {
        client =
                fixture.client(TestClient.JSON, ServiceFixture.HUB, new GetClientAccessTokenOptions().setUserId("ann"));
        connectionId = client.frame().path("connectionId").asText();
        sdk = fixture.sdk();
    }

    @Test
    void connectionsUsersAndGroupsExistWhileSomebodyIsThere() {
        sdk.addConnectionToGroupWithResponse("builds", connectionId, new RequestOptions());

        assertThat(sdk.connectionExistsWithResponse(connectionId, new RequestOptions())
                        .getValue())
                .isTrue();
        assertThat(sdk.userExistsWithResponse("ann", new RequestOptions()).getValue())
                .isTrue();
        assertThat(sdk.groupExistsWithResponse("builds", new RequestOptions()).getValue())
                .isTrue();
        assertThat(sdk.connectionExistsWithResponse("other", new RequestOptions())
                        .getValue())
                .isFalse();
        assertThat(sdk.userExistsWithResponse("bob", new RequestOptions()).getValue())
                .isFalse();
        assertThat(sdk.groupExistsWithResponse("deploys", new RequestOptions()).getValue())
                .isFalse();
    }

    @Test
    void connectionGetsGroupMessagesFromJoiningToLeaving() throws Exception {
        sdk.sendToGroup("a/b", "before", WebPubSubContentType.TEXT_PLAIN);
        sdk.addConnectionToGroupWithResponse("a/b", connectionId, new RequestOptions());
        sdk.sendToGroup("a/b", "within", WebPubSubContentType.TEXT_PLAIN);
        sdk.removeConnectionFromGroupWithResponse("a/b", connectionId, new RequestOptions());
        sdk.sendToGroup("a/b", "after", WebPubSubContentType.TEXT_PLAIN);

        assertThat(client.framesUntilPong())
                .extracting(frame -> frame.path("data").asText())
                .containsExactly("within");
    }

    @Test
    void userGetsGroupMessagesFromJoiningToLeavingAllGroups() throws Exception {
        sdk.addUserToGroupWithResponse("builds", "ann", new RequestOptions());
        sdk.sendToGroup("builds", "within", WebPubSubContentType.TEXT_PLAIN);
        sdk.removeUserFromAllGroupsWithResponse("ann", new RequestOptions());
        sdk.sendToGroup("builds", "after", WebPubSubContentType.TEXT_PLAIN);

        assertThat(client.framesUntilPong())
                .extracting(frame -> frame.path("data").asText())
                .containsExactly("within");
    }

    @Test
    void absentConnectionAndUserCannotJoin() {
        assertThatThrownBy(() -> sdk.addConnectionToGroupWithResponse("builds", "absent", new RequestOptions()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Error.Connection.NotExisted");
        assertThatThrownBy(() -> sdk.addUserToGroupWithResponse("builds", "absent", new RequestOptions()))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void closedConnectionIsToldWhyAndIsGone() throws Exception {
        sdk.closeConnectionWithResponse(connectionId, new RequestOptions().addQueryParam("reason", "revoked"));

        assertThat(client.text()).isEqualTo("{\"type\":\"system\",\"event\":\"disconnected\",\"message\":\"revoked\"}");
        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(fixture.service().connectionCount(ServiceFixture.HUB)).isZero();
    }

    @Test
    void closingAGroupSparesOthersAndExcludedConnections() throws Exception {
        TestClient other = fixture.inGroups("bob", "builds");
        TestClient stranger = fixture.inGroups("eve");
        sdk.addConnectionToGroupWithResponse("builds", connectionId, new RequestOptions());

        sdk.closeGroupConnectionsWithResponse("builds", new RequestOptions().addQueryParam("excluded", connectionId));

        assertThat(other.closeCode()).isEqualTo(1000);
        assertThat(client.framesUntilPong()).isEmpty();
        assertThat(stranger.framesUntilPong()).isEmpty();
    }
}
