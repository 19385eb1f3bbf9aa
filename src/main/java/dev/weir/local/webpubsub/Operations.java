package dev.weir.local.webpubsub;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import java.util.List;

/** All operations of the data plane below a hub, by the names of the service's OpenAPI description of 2024-12-01. */
record Operations(
        Sends sends,
        Connections connections,
        Memberships memberships,
        GroupListing listing,
        PermissionCalls permissions,
        ClientTokens clientTokens) {

    List<Route> routes() {
        return List.of(
                Route.withBody("WebPubSub_SendToAll", ":send", sends::toAll),
                Route.withBody("WebPubSub_SendToGroup", "groups/{}/:send", sends::toGroup),
                Route.withBody("WebPubSub_SendToUser", "users/{}/:send", sends::toUser),
                Route.withBody("WebPubSub_SendToConnection", "connections/{}/:send", sends::toConnection),
                Route.of("WebPubSub_ConnectionExists", HEAD, "connections/{}", connections::connectionExists),
                Route.of("WebPubSub_GroupExists", HEAD, "groups/{}", connections::groupExists),
                Route.of("WebPubSub_UserExists", HEAD, "users/{}", connections::userExists),
                Route.of("WebPubSub_CloseConnection", DELETE, "connections/{}", connections::closeOne),
                Route.of("WebPubSub_CloseAllConnections", POST, ":closeConnections", connections::closeAll),
                Route.of(
                        "WebPubSub_CloseGroupConnections",
                        POST,
                        "groups/{}/:closeConnections",
                        connections::closeGroup),
                Route.of("WebPubSub_CloseUserConnections", POST, "users/{}/:closeConnections", connections::closeUser),
                Route.of("WebPubSub_ListConnectionsInGroup", GET, "groups/{}/connections", listing::list),
                Route.of("WebPubSub_AddConnectionToGroup", PUT, "groups/{}/connections/{}", memberships::addConnection),
                Route.of(
                        "WebPubSub_RemoveConnectionFromGroup",
                        DELETE,
                        "groups/{}/connections/{}",
                        memberships::removeConnection),
                Route.of(
                        "WebPubSub_RemoveConnectionFromAllGroups",
                        DELETE,
                        "connections/{}/groups",
                        memberships::removeConnectionFromAll),
                Route.of("WebPubSub_AddUserToGroup", PUT, "users/{}/groups/{}", memberships::addUser),
                Route.of("WebPubSub_RemoveUserFromGroup", DELETE, "users/{}/groups/{}", memberships::removeUser),
                Route.of(
                        "WebPubSub_RemoveUserFromAllGroups", DELETE, "users/{}/groups", memberships::removeUserFromAll),
                Route.withBody("WebPubSub_AddConnectionsToGroups", ":addToGroups", memberships::addMany),
                Route.withBody("WebPubSub_RemoveConnectionsFromGroups", ":removeFromGroups", memberships::removeMany),
                Route.of("WebPubSub_GrantPermission", PUT, "permissions/{}/connections/{}", permissions::grant),
                Route.of("WebPubSub_CheckPermission", HEAD, "permissions/{}/connections/{}", permissions::check),
                Route.of("WebPubSub_RevokePermission", DELETE, "permissions/{}/connections/{}", permissions::revoke),
                Route.of("WebPubSub_GenerateClientToken", POST, ":generateToken", clientTokens::generate));
    }
}
