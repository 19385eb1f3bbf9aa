package dev.weir.local.webpubsub;

import java.util.Arrays;
import java.util.Optional;

/** What a client may be allowed to do with a group. */
enum Permission {
    SEND_TO_GROUP("sendToGroup"),
    JOIN_LEAVE_GROUP("joinLeaveGroup");

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    static Optional<Permission> named(String wireName) {
        return Arrays.stream(values())
                .filter(value -> value.wireName.equals(wireName))
                .findFirst();
    }

    /** The role that allows it for all groups; with a dot and a name, for one. */
    String role() {
        return "webpubsub." + wireName;
    }

    /** The start of a role that allows it for all groups of a pattern. */
    String patternRole() {
        return "webpubsub." + wireName + "s.";
    }
}
