package dev.weir.source.eventhubs;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Where partitions' threads wait for credit: each passing takes one event's worth, first come, first served. Safe on any
 * thread.
 */
final class Turnstile {
    private static final int CHECK_MILLIS = 100;
    private static final int MOST = 1 << 20;

    private final Semaphore permits = new Semaphore(0, true);

    /** Lets so many more pass. */
    void admit(long more) {
        permits.release((int) Math.min(more, MOST));
    }

    /** Takes back what nobody has passed on. */
    void shut() {
        permits.drainPermits();
    }

    /**
     * Waits until one may pass.
     *
     * @param going asked every so often whether it is still wanted
     * @return whether it passed; else it is not wanted any more, or the thread was interrupted
     */
    boolean pass(BooleanSupplier going) {
        try {
            while (going.getAsBoolean()) {
                if (permits.tryAcquire(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
