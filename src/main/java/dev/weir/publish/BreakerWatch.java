package dev.weir.publish;

/** Who is told when a hub fails and when it recovers. Called on the core's thread. */
public interface BreakerWatch {

    /** Most calls to the hub fail: it is tried from time to time only. */
    void opened(String hub, String why);

    /** The hub failed, and nothing is left to try it with: what comes next for it does. */
    void idle(String hub);

    /** The hub answers again. */
    void closed(String hub);
}
