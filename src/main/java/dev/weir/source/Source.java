package dev.weir.source;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** A broker's entity that deliveries are taken from. All methods are safe on any thread, and none blocks. */
public interface Source {

    /** The name in the configuration. */
    String name();

    /** Starts taking deliveries, and goes on trying where the broker can't be reached. */
    void start();

    /**
     * Takes no more until {@link #resume}; what was handed over can still be settled, and locks and ownership are kept. What
     * was asked for already may still come; what a client fetched ahead may lose its lock, and comes again then. Does nothing
     * while paused, or before the start.
     */
    default void pause() {}

    /** Takes deliveries again after a pause. */
    default void resume() {}

    /** Takes no more; what was handed over can still be settled. The stage completes when nothing more will come. */
    CompletionStage<Void> stop();

    /** Ends the connection; what is not settled by now, the broker hands out again. */
    void close();

    /** How it is, for readiness; a pause is no trouble of the source's. */
    State state();

    /** After how many attempts the broker gives up on a message (Service Bus: MaxDeliveryCount), where that is known. */
    default OptionalInt maxAttempts() {
        return OptionalInt.empty();
    }

    /** How the locks of its deliveries are kept. */
    default LockSettings locks() {
        return LockSettings.DEFAULT;
    }

    /** Whether its scopes are sessions, of which there may be any number; else they are partitions. */
    default boolean hasSessions() {
        return false;
    }

    /**
     * How many messages wait at the broker, by partition or session, where the broker tells; under {@code ""} where it tells
     * of the whole only. A snapshot that may be some seconds old.
     */
    default Map<String, Long> backlog() {
        return Map.of();
    }

    /**
     * How a source is.
     *
     * @param ready whether deliveries can come
     * @param reason what is wrong and what to do, where it is not ready; else empty
     */
    record State(boolean ready, String reason) {
        public static final State READY = new State(true, "");
    }
}
