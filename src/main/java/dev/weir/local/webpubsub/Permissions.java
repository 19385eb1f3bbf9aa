package dev.weir.local.webpubsub;

import java.util.Collection;
import java.util.Set;

/** What a client itself may do with groups: the roles of its token. To receive, it needs none. */
final class Permissions {
    private static final String JOIN_LEAVE = "webpubsub.joinLeaveGroup";
    private static final String SEND = "webpubsub.sendToGroup";

    private final Set<String> roles;

    Permissions(Collection<String> roles) {
        this.roles = Set.copyOf(roles);
    }

    boolean mayJoinOrLeave(String group) {
        return may(JOIN_LEAVE, group);
    }

    boolean maySendTo(String group) {
        return may(SEND, group);
    }

    private boolean may(String role, String group) {
        return roles.contains(role) || roles.contains(role + "." + group);
    }
}
