package dev.weir.local.webpubsub;

import java.util.List;
import java.util.Optional;

/** The REST calls that put connections and users into groups, and take them out. */
final class Memberships {
    private final Hubs hubs;

    Memberships(Hubs hubs) {
        this.hubs = hubs;
    }

    /** Path: group, connection. */
    void addConnection(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        Optional<ClientConnection> connection = hubs.find(call.hub()).flatMap(hub -> hub.connection(call.name(1)));
        if (connection.isEmpty()) {
            throw new RequestRejected(404, "Error.Connection.NotExisted", "there is no such connection");
        }
        join(connection.get(), call.name(0));
        call.answer(200);
    }

    /** Path: group, connection. */
    void removeConnection(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        hubs.find(call.hub())
                .flatMap(hub -> hub.connection(call.name(1)))
                .ifPresent(connection -> connection.hub().leave(connection, call.name(0)));
        call.answer(204);
    }

    /** Path: connection. */
    void removeConnectionFromAll(RestCall call) {
        hubs.find(call.hub())
                .flatMap(hub -> hub.connection(call.name(0)))
                .ifPresent(connection -> connection.hub().leaveAll(connection));
        call.answer(204);
    }

    /** Path: user, group. */
    void addUser(RestCall call) throws RequestRejected {
        GroupName.check(call.name(1));
        List<ClientConnection> connections = ofUser(call);
        if (connections.isEmpty()) {
            throw new RequestRejected(404, "Error.User.NotExisted", "the user has no connection");
        }
        for (ClientConnection connection : connections) {
            join(connection, call.name(1));
        }
        call.answer(200);
    }

    /** Path: user, group. */
    void removeUser(RestCall call) throws RequestRejected {
        GroupName.check(call.name(1));
        ofUser(call).forEach(connection -> connection.hub().leave(connection, call.name(1)));
        call.answer(204);
    }

    /** Path: user. */
    void removeUserFromAll(RestCall call) {
        ofUser(call).forEach(connection -> connection.hub().leaveAll(connection));
        call.answer(204);
    }

    /** Body: the groups, and which connections of the hub. */
    void addMany(RestCall call) throws RequestRejected {
        GroupsRequest request = GroupsRequest.of(call);
        for (ClientConnection connection : chosen(call, request)) {
            for (String group : request.groups()) {
                join(connection, group);
            }
        }
        call.answer(200);
    }

    /** Body: the groups, and which connections of the hub. */
    void removeMany(RestCall call) throws RequestRejected {
        GroupsRequest request = GroupsRequest.of(call);
        for (ClientConnection connection : chosen(call, request)) {
            request.groups().forEach(group -> connection.hub().leave(connection, group));
        }
        call.answer(200);
    }

    private List<ClientConnection> chosen(RestCall call, GroupsRequest request) {
        return hubs.find(call.hub()).map(Hub::connections).orElse(List.of()).stream()
                .filter(request.filter())
                .toList();
    }

    private List<ClientConnection> ofUser(RestCall call) {
        return hubs.find(call.hub()).map(hub -> hub.ofUser(call.name(0))).orElse(List.of());
    }

    private static void join(ClientConnection connection, String group) throws RequestRejected {
        if (!connection.hub().join(connection, group)) {
            throw RequestRejected.badRequest("a connection is in as many groups as it may be");
        }
    }
}
