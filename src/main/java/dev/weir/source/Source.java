package dev.weir.source;

import java.util.concurrent.CompletionStage;

/** A broker's entity that deliveries are taken from. All methods are safe on any thread, and none blocks. */
public interface Source {

    /** The name in the configuration. */
    String name();

    /** Starts taking deliveries, and goes on trying where the broker can't be reached. */
    void start();

    /** Takes no more; what was handed over can still be settled. The stage completes when nothing more will come. */
    CompletionStage<Void> stop();

    /** Ends the connection; what is not settled by now, the broker hands out again. */
    void close();

    /** How it is, for readiness. */
    State state();

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
