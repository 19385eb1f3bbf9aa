package dev.weir.bench;

/**
 * What one run came to; of the window that was measured, after warming up.
 *
 * @param events how many a second it was done with
 * @param calls how many a second Web PubSub accepted, over the whole run
 * @param bytes that the client got for each event
 * @param cpuMillis of the contender's process for a thousand events
 * @param allocated bytes for each event
 * @param p50 milliseconds until half of the events, or newer ones of their entities, were seen; -1 for a backlog
 * @param p99 the same for all but one of a hundred
 * @param heapMiB the most in use after a collection
 * @param waitingAtStart events not seen when the window began
 * @param waitingAtEnd the same at its end
 * @param unseen entities whose newest event was not seen until the watch ended
 */
record Result(
        SourceKind source,
        Contender contender,
        Load load,
        int offered,
        double events,
        double calls,
        double bytes,
        double cpuMillis,
        double allocated,
        long p50,
        long p99,
        long heapMiB,
        int waitingAtStart,
        int waitingAtEnd,
        int unseen) {}
