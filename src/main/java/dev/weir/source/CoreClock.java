package dev.weir.source;

/** The core's clock and timers, as sources and the ledger see them; virtual in tests. */
public interface CoreClock {

    /** The core's clock, in nanoseconds from an arbitrary start. */
    long nanoTime();

    /** The wall clock's time in milliseconds since 1970, to compare with the brokers'. */
    long wallMillis();

    /** Runs a task on the core's thread after so many nanoseconds; it must not block. */
    void after(long nanos, Runnable task);
}
