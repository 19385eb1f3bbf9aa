package dev.weir.message;

/**
 * Whom an update is for: a hub and one of group, user, connection or all, perhaps only those that a filter takes.
 *
 * @param hub the hub's name
 * @param kind what the name names
 * @param name the group's, user's or connection's name as the service knows it; empty for {@link Kind#ALL}
 * @param filter the service's OData filter over connections; empty for all of them
 */
public record Target(String hub, Kind kind, String name, String filter) {

    /** The kinds of target that the service's REST API sends to. */
    public enum Kind {
        GROUP("group"),
        USER("user"),
        CONNECTION("connection"),
        ALL("all");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word in rules, lane names and metrics. */
        public String text() {
            return text;
        }
    }

    public Target {
        if (name.isEmpty() != (kind == Kind.ALL)) {
            throw new IllegalArgumentException(
                    "A target of kind " + kind.text() + " must " + (kind == Kind.ALL ? "not " : "") + "have a name");
        }
    }

    /** Everybody of that name. */
    public Target(String hub, Kind kind, String name) {
        this(hub, kind, name, "");
    }

    /** {@code updates/group:tenant:acme}: the hub, which has no {@code /} in its name, and the lane's name. */
    public String text() {
        return hub + "/" + laneName();
    }

    /** The lane's name on the wire: {@code group:tenant:acme}; the kind ends at the first colon. */
    public String laneName() {
        return kind == Kind.ALL ? kind.text() : kind.text() + ":" + name;
    }
}
