package dev.weir.local.webpubsub;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One hub: its connections, by id, user and group. Belongs to the event-loop thread. */
final class Hub {
    private final String name;
    private final Hubs hubs;
    private final int maxGroupsPerConnection;
    private final Map<String, ClientConnection> connections = new LinkedHashMap<>();
    private final Map<String, Set<ClientConnection>> users = new HashMap<>();
    private final Map<String, Set<ClientConnection>> groups = new HashMap<>();
    private long lastNumber;

    Hub(String name, Hubs hubs, int maxGroupsPerConnection) {
        this.name = name;
        this.hubs = hubs;
        this.maxGroupsPerConnection = maxGroupsPerConnection;
    }

    String name() {
        return name;
    }

    Optional<ClientConnection> connection(String id) {
        return Optional.ofNullable(connections.get(id));
    }

    /** A copy, like the other two: to deliver may end a connection. */
    List<ClientConnection> connections() {
        return List.copyOf(connections.values());
    }

    List<ClientConnection> ofUser(String userId) {
        return List.copyOf(users.getOrDefault(userId, Set.of()));
    }

    List<ClientConnection> inGroup(String group) {
        return List.copyOf(groups.getOrDefault(group, Set.of()));
    }

    int size() {
        return connections.size();
    }

    Instant now() {
        return hubs.clock().instant();
    }

    /** The next connection's place in the order of connecting. */
    long nextNumber() {
        lastNumber++;
        return lastNumber;
    }

    void add(ClientConnection connection) {
        hubs.meter().connected();
        connections.put(connection.id(), connection);
        connection.userId().ifPresent(userId -> put(users, userId, connection));
    }

    /** A reliable connection lost its socket, and may come back for a while. */
    void lost(ClientConnection connection) {
        hubs.retention().lost(connection);
    }

    /** A connection that was lost is back. */
    void found(ClientConnection connection) {
        hubs.retention().forget(connection);
    }

    /** False when it was gone before. */
    boolean remove(ClientConnection connection) {
        if (connections.remove(connection.id()) == null) {
            return false;
        }
        hubs.retention().forget(connection);
        hubs.meter().gone();
        connection.userId().ifPresent(userId -> take(users, userId, connection));
        leaveAll(connection);
        hubs.closeIfEmpty(this);
        return true;
    }

    /** False when the connection is in as many groups as it may be. */
    boolean join(ClientConnection connection, String group) {
        if (connection.groups().size() >= maxGroupsPerConnection
                && !connection.groups().contains(group)) {
            return false;
        }
        connection.groups().add(group);
        put(groups, group, connection);
        return true;
    }

    void leave(ClientConnection connection, String group) {
        if (connection.groups().remove(group)) {
            take(groups, group, connection);
        }
    }

    void leaveAll(ClientConnection connection) {
        List.copyOf(connection.groups()).forEach(group -> leave(connection, group));
    }

    /** Cuts the sockets of all connections without a close frame; returns how many there were. */
    int cutSockets() {
        return (int) connections().stream().filter(ClientConnection::cutSocket).count();
    }

    /** Hands a message to each of these. */
    void deliver(Message message, Collection<ClientConnection> receivers) {
        if (receivers.isEmpty()) {
            return;
        }
        hubs.meter().sent(message.plain().length(), receivers.size());
        receivers.forEach(connection -> connection.deliver(message));
    }

    /** A message from a client has arrived. */
    void countReceived() {
        hubs.meter().received();
    }

    private static void put(Map<String, Set<ClientConnection>> index, String key, ClientConnection connection) {
        index.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(connection);
    }

    private static void take(Map<String, Set<ClientConnection>> index, String key, ClientConnection connection) {
        index.computeIfPresent(key, (k, members) -> members.remove(connection) && members.isEmpty() ? null : members);
    }
}
