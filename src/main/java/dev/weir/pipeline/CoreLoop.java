package dev.weir.pipeline;

import java.util.concurrent.Executor;

/**
 * The one thread that owns the core's state, and its clock. The core does everything through it, so that a test can drive
 * it on virtual time.
 */
public interface CoreLoop extends Executor {

    /** The core's clock, in nanoseconds from an arbitrary start. */
    long nanoTime();

    /** The wall clock's time in milliseconds since 1970, to compare with the brokers'. */
    long wallMillis();

    /** Runs a task on the core's thread after so many nanoseconds. */
    void after(long nanos, Runnable task);
}
