package dev.weir.local.upstream;

import java.util.Locale;

/** What the service itself tells event handlers. */
public enum SystemEvent {
    /** A client wants to connect, and waits for the answer. */
    CONNECT,
    /** A client has connected. */
    CONNECTED,
    /** A connection has ended for good. */
    DISCONNECTED;

    /** Its name on the wire and in settings. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
