package dev.weir.publish;

/** Runs a task on the core's thread after a while. */
@FunctionalInterface
public interface CoreTimer {

    /**
     * @param nanos how long from now, by the core's clock
     * @param task must not block
     */
    void after(long nanos, Runnable task);
}
