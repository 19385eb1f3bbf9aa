package dev.weir.local.webpubsub;

/**
 * How many bytes wait for clients that do not read fast enough, over all sockets. When that is too much, each may have
 * little waiting. Belongs to the event-loop thread.
 */
final class Unsent {
    private static final long WHEN_TIGHT = 64 * 1024;

    private final long maxOfOne;
    private final long maxInAll;
    private long inAll;

    Unsent(long maxOfOne, long maxInAll) {
        this.maxOfOne = maxOfOne;
        this.maxInAll = maxInAll;
    }

    /** Whether a socket may have this much waiting. */
    boolean allows(long bytesOfOne) {
        return bytesOfOne <= (inAll > maxInAll ? WHEN_TIGHT : maxOfOne);
    }

    void add(int bytes) {
        inAll += bytes;
    }

    void remove(int bytes) {
        inAll -= bytes;
    }
}
