package dev.weir.local.servicebus;

/**
 * What a queue holds at one moment.
 *
 * @param active messages that wait for a receiver
 * @param locked messages that a receiver holds, or held when it was lost and whose locks have not expired yet
 * @param deferred messages put aside, to be received by sequence number; those locked now are counted as such
 * @param scheduled messages whose time has not come
 * @param deadLettered messages in the dead-letter sub-queue, locked ones included
 * @param transferDeadLettered messages that could not be forwarded, locked ones included
 */
public record QueueCounts(
        int active, int locked, int deferred, int scheduled, int deadLettered, int transferDeadLettered) {
    /** Nothing deferred, scheduled or left behind by forwarding. */
    public QueueCounts(int active, int locked, int deadLettered) {
        this(active, locked, 0, 0, deadLettered, 0);
    }
}
