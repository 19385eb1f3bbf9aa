package dev.weir.local.webpubsub;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client itself may do with groups: the roles of its token, and what REST calls granted and revoked since. To
 * receive, it needs none. Belongs to the event-loop thread.
 */
final class Permissions {
    private final Map<Permission, Grant> grants = new EnumMap<>(Permission.class);

    Permissions(Collection<String> roles) {
        for (Permission permission : Permission.values()) {
            grants.put(permission, new Grant());
        }
        roles.forEach(this::take);
    }

    private void take(String role) {
        for (Permission permission : Permission.values()) {
            if (role.equals(permission.role())) {
                grant(permission).allowAll();
            } else if (role.startsWith(permission.role() + ".")) {
                grant(permission).allow(role.substring(permission.role().length() + 1));
            } else if (role.startsWith(permission.patternRole())) {
                GroupPattern.parse(role.substring(permission.patternRole().length()))
                        .ifPresent(grant(permission)::allow);
            }
        }
    }

    boolean mayJoinOrLeave(String group) {
        return grant(Permission.JOIN_LEAVE_GROUP).covers(group);
    }

    boolean maySendTo(String group) {
        return grant(Permission.SEND_TO_GROUP).covers(group);
    }

    /** Whether it is allowed for a group; without one, for all groups. */
    boolean has(Permission permission, Optional<String> group) {
        return group.map(grant(permission)::covers).orElseGet(grant(permission)::coversAll);
    }

    /** Allows it for a group; without one, for all groups. False when too many groups are named already. */
    boolean allow(Permission permission, Optional<String> group) {
        if (group.isEmpty()) {
            grant(permission).allowAll();
            return true;
        }
        return grant(permission).allow(group.get());
    }

    /** Forbids it for a group; without one, for all groups. False when too many groups are named already. */
    boolean forbid(Permission permission, Optional<String> group) {
        if (group.isEmpty()) {
            grant(permission).forbidAll();
            return true;
        }
        return grant(permission).forbid(group.get());
    }

    private Grant grant(Permission permission) {
        return grants.getOrDefault(permission, new Grant());
    }
}
