package dev.weir.local.servicebus;

/** The state of a message as clients see it, whether it is locked or not. */
enum MessageState {
    ACTIVE,
    DEFERRED,
    SCHEDULED;

    /** The value of the annotation {@code x-opt-message-state}. */
    int code() {
        return ordinal();
    }
}
