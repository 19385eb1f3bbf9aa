package dev.weir.local.webpubsub;

/**
 * One REST send that the local service saw.
 *
 * @param atNanos when its body had arrived, on {@link System#nanoTime()}'s clock
 * @param hub the hub's name
 * @param kind whom it addressed
 * @param name the group, user id or connection id; empty for all
 * @param bytes the size of its body
 * @param status the HTTP status that answered it, or would have, had a fault not withheld the answer
 * @param reached the connections that it was handed to, those without a socket included; 0 when it was refused
 */
public record Send(long atNanos, String hub, TargetKind kind, String name, int bytes, int status, int reached) {

    /** Whether it was delivered to whoever was there. */
    public boolean isAccepted() {
        return status == 202;
    }
}
