package dev.weir.local.odata;

import java.util.Optional;

/** What a filter may ask about a connection. */
public interface ConnectionView {
    /** The user; empty for an anonymous connection. */
    Optional<String> userId();

    String connectionId();

    boolean isInGroup(String group);

    int groupCount();
}
