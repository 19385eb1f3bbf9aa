package dev.weir.local.webpubsub;

import java.util.Optional;

/** The REST calls that grant, check and revoke a connection's permissions. Path: permission, connection. */
final class PermissionCalls {
    private final Hubs hubs;

    PermissionCalls(Hubs hubs) {
        this.hubs = hubs;
    }

    void grant(RestCall call) throws RequestRejected {
        Permission permission = permission(call);
        Optional<String> group = group(call);
        ClientConnection connection = connection(call)
                .orElseThrow(
                        () -> new RequestRejected(404, "Error.Connection.NotExisted", "there is no such connection"));
        require(connection.permissions().allow(permission, group));
        call.answer(200);
    }

    void check(RestCall call) throws RequestRejected {
        Permission permission = permission(call);
        Optional<String> group = group(call);
        if (connection(call)
                .filter(found -> found.permissions().has(permission, group))
                .isEmpty()) {
            throw new RequestRejected(404, "Warning.Permission.NotExisted", "the connection has no such permission");
        }
        call.answer(200);
    }

    void revoke(RestCall call) throws RequestRejected {
        Permission permission = permission(call);
        Optional<String> group = group(call);
        Optional<ClientConnection> connection = connection(call);
        require(connection.isEmpty() || connection.get().permissions().forbid(permission, group));
        call.answer(204);
    }

    private Optional<ClientConnection> connection(RestCall call) {
        return hubs.find(call.hub()).flatMap(hub -> hub.connection(call.name(1)));
    }

    private static Permission permission(RestCall call) throws RequestRejected {
        return Permission.named(call.name(0))
                .orElseThrow(() -> RequestRejected.badRequest(
                        "the permission must be sendToGroup or joinLeaveGroup, but was '" + call.name(0) + "'"));
    }

    /** The SDKs say that without a target the permission is for every group. */
    private static Optional<String> group(RestCall call) throws RequestRejected {
        Optional<String> group = call.target().parameter("targetName");
        if (group.isPresent()) {
            GroupName.check(group.get());
        }
        return group;
    }

    private static void require(boolean hasRoom) throws RequestRejected {
        if (!hasRoom) {
            throw RequestRejected.badRequest("the connection has as many permissions as it may have");
        }
    }
}
