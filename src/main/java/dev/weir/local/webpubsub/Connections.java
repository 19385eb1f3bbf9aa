package dev.weir.local.webpubsub;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The REST calls that ask for connections, or close them. */
final class Connections {
    private final Hubs hubs;

    Connections(Hubs hubs) {
        this.hubs = hubs;
    }

    void connectionExists(RestCall call) throws RequestRejected {
        require(
                hub(call).flatMap(hub -> hub.connection(call.name(0))).isPresent(),
                "Warning.Connection.NotExisted",
                call);
    }

    void groupExists(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        require(!inGroup(call).isEmpty(), "Warning.Group.NotExisted", call);
    }

    void userExists(RestCall call) throws RequestRejected {
        require(!ofUser(call).isEmpty(), "Warning.User.NotExisted", call);
    }

    void closeOne(RestCall call) {
        close(
                call,
                hub(call).flatMap(hub -> hub.connection(call.name(0))).stream().toList());
    }

    void closeAll(RestCall call) {
        close(call, hub(call).map(Hub::connections).orElse(List.of()));
    }

    void closeGroup(RestCall call) throws RequestRejected {
        GroupName.check(call.name(0));
        close(call, inGroup(call));
    }

    void closeUser(RestCall call) {
        close(call, ofUser(call));
    }

    private static void close(RestCall call, List<ClientConnection> connections) {
        Set<String> excluded = Set.copyOf(call.excluded());
        for (ClientConnection connection : connections) {
            if (!excluded.contains(connection.id())) {
                connection.end(ClientSocket.NORMAL, call.reason());
            }
        }
        call.answer(204);
    }

    private static void require(boolean exists, String code, RestCall call) throws RequestRejected {
        if (!exists) {
            throw new RequestRejected(404, code, "there is none");
        }
        call.answer(200);
    }

    private Optional<Hub> hub(RestCall call) {
        return hubs.find(call.hub());
    }

    private List<ClientConnection> inGroup(RestCall call) {
        return hub(call).map(hub -> hub.inGroup(call.name(0))).orElse(List.of());
    }

    private List<ClientConnection> ofUser(RestCall call) {
        return hub(call).map(hub -> hub.ofUser(call.name(0))).orElse(List.of());
    }
}
