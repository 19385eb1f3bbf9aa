package dev.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.rest.RequestOptions;
import com.azure.messaging.webpubsub.WebPubSubServiceClient;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.azure.messaging.webpubsub.models.WebPubSubPermission;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is there, in which groups, with what permissions; and how connections are closed. */
@Contract
abstract class PubSubMembershipContract {
    @RegisterExtension
    private final PubSubClients pubSub = new PubSubClients();

    private WebPubSubServiceClient service;

    @BeforeEach
    void client() {
        service = pubSub.service();
    }

    @Test
    void connectionsUsersAndGroupsExistWhileSomebodyIsThere() {
        // When
        PubSubSocket ann = pubSub.user("ann", "builds");

        // Then
        assertThat(connectionExists(ann.connectionId())).isTrue();
        assertThat(service.userExistsWithResponse("ann", none()).getValue()).isTrue();
        assertThat(service.groupExistsWithResponse("builds", none()).getValue()).isTrue();
        assertThat(connectionExists("nobody")).isFalse();
        assertThat(service.userExistsWithResponse("bob", none()).getValue()).isFalse();
        assertThat(service.groupExistsWithResponse("deploys", none()).getValue())
                .isFalse();
    }

    @Test
    void aConnectionJoinsAndLeavesAGroup() {
        // Given
        PubSubSocket ann = pubSub.user("ann");

        // When
        service.addConnectionToGroupWithResponse("a/b c", ann.connectionId(), none());
        group("a/b c", "within");
        assertThat(ann.data()).isEqualTo("within");
        service.removeConnectionFromGroupWithResponse("a/b c", ann.connectionId(), none());
        group("a/b c", "after");

        // Then
        pubSub.nothingMoreFor(ann);
    }

    @Test
    void aConnectionLeavesAllGroups() {
        // Given
        PubSubSocket ann = pubSub.user("ann", "builds", "deploys");

        // When
        service.removeConnectionFromAllGroupsWithResponse(ann.connectionId(), none());

        // Then
        group("builds", "after");
        group("deploys", "after");
        pubSub.nothingMoreFor(ann);
    }

    @Test
    void aUserJoinsAndLeavesAGroupWithAllConnections() {
        // Given
        PubSubSocket desk = pubSub.user("ann");
        PubSubSocket phone = pubSub.user("ann");

        // When
        service.addUserToGroupWithResponse("builds", "ann", none());
        group("builds", "within");
        assertThat(List.of(desk.data(), phone.data())).containsOnly("within");
        service.removeUserFromGroupWithResponse("builds", "ann", none());
        group("builds", "after");

        // Then
        pubSub.nothingMoreFor(desk);
        pubSub.nothingMoreFor(phone);
    }

    @Test
    void aUserLeavesAllGroups() {
        // Given
        PubSubSocket ann = pubSub.user("ann");
        service.addUserToGroupWithResponse("builds", "ann", none());

        // When
        service.removeUserFromAllGroupsWithResponse("ann", none());

        // Then
        group("builds", "after");
        pubSub.nothingMoreFor(ann);
    }

    @Test
    void connectionsThatAFilterChoosesJoinGroups() {
        // Given
        PubSubSocket ann = pubSub.user("ann");
        PubSubSocket bob = pubSub.user("bob");

        // When
        service.addConnectionsToGroups(List.of("builds", "deploys"), "userId eq 'ann'");

        // Then
        group("builds", "one");
        group("deploys", "two");
        assertThat(List.of(ann.data(), ann.data())).containsExactlyInAnyOrder("one", "two");
        pubSub.nothingMoreFor(bob);
    }

    @Test
    void aConnectionThatIsNotThereCannotJoin() {
        // When
        ResourceNotFoundException error = catchThrowableOfType(
                ResourceNotFoundException.class,
                () -> service.addConnectionToGroupWithResponse("builds", "nobody", none()));

        // Then
        assertThat(error.getResponse().getStatusCode()).isEqualTo(404);
    }

    @Test
    void aClosedConnectionIsToldWhy() {
        // Given
        PubSubSocket ann = pubSub.user("ann");

        // When
        service.closeConnectionWithResponse(ann.connectionId(), none().addQueryParam("reason", "revoked"));

        // Then
        assertThat(ann.frame().path("message").asText()).contains("revoked");
        assertThat(ann.closeCode()).isEqualTo(1000);
        assertThat(connectionExists(ann.connectionId())).isFalse();
    }

    @Test
    void aGroupIsClosedButForTheExcluded() {
        // Given
        PubSubSocket ann = pubSub.user("ann", "builds");
        PubSubSocket bob = pubSub.user("bob", "builds");
        PubSubSocket eve = pubSub.user("eve");

        // When
        service.closeGroupConnectionsWithResponse("builds", none().addQueryParam("excluded", ann.connectionId()));

        // Then
        assertThat(bob.closeCode()).isEqualTo(1000);
        pubSub.nothingMoreFor(ann);
        pubSub.nothingMoreFor(eve);
    }

    @Test
    void aUserIsClosedOnEveryConnection() {
        // Given
        PubSubSocket desk = pubSub.user("ann");
        PubSubSocket phone = pubSub.user("ann");
        PubSubSocket bob = pubSub.user("bob");

        // When
        service.closeUserConnectionsWithResponse("ann", none());

        // Then
        assertThat(List.of(desk.closeCode(), phone.closeCode())).containsOnly(1000);
        pubSub.nothingMoreFor(bob);
    }

    @Test
    void allAreClosed() {
        // Given
        PubSubSocket ann = pubSub.user("ann");
        PubSubSocket bob = pubSub.user("bob");

        // When
        service.closeAllConnectionsWithResponse(none());

        // Then
        assertThat(List.of(ann.closeCode(), bob.closeCode())).containsOnly(1000);
    }

    @Test
    void aPermissionIsGrantedCheckedAndRevoked() {
        // Given
        PubSubSocket ann = pubSub.user("ann");
        RequestOptions builds = none().addQueryParam("targetName", "builds");
        assertThat(maySend(ann, "builds")).isFalse();

        // When
        service.grantPermissionWithResponse(WebPubSubPermission.SEND_TO_GROUP, ann.connectionId(), builds);

        // Then
        assertThat(maySend(ann, "builds")).isTrue();
        assertThat(maySend(ann, "deploys")).isFalse();
        service.revokePermissionWithResponse(
                WebPubSubPermission.SEND_TO_GROUP, ann.connectionId(), none().addQueryParam("targetName", "builds"));
        assertThat(maySend(ann, "builds")).isFalse();
    }

    @Test
    void aGrantedPermissionIsUsedAtOnce() {
        // Given
        PubSubSocket ann = pubSub.user("ann");
        String join = "{'type':'joinGroup','group':'builds','ackId':%d}";
        ann.sendJson(join.formatted(1));
        assertThat(ann.frame().path("success").asBoolean(true)).isFalse();

        // When
        service.grantPermissionWithResponse(
                WebPubSubPermission.JOIN_LEAVE_GROUP, ann.connectionId(), none().addQueryParam("targetName", "builds"));

        // Then
        ann.sendJson(join.formatted(2));
        assertThat(ann.frame().path("success").asBoolean()).isTrue();
    }

    private boolean maySend(PubSubSocket socket, String group) {
        return service.checkPermissionWithResponse(
                        WebPubSubPermission.SEND_TO_GROUP,
                        socket.connectionId(),
                        none().addQueryParam("targetName", group))
                .getValue();
    }

    private boolean connectionExists(String id) {
        return service.connectionExistsWithResponse(id, none()).getValue();
    }

    private void group(String group, String text) {
        service.sendToGroup(group, text, WebPubSubContentType.TEXT_PLAIN);
    }

    private static RequestOptions none() {
        return new RequestOptions();
    }
}
