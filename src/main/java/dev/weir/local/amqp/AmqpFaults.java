package dev.weir.local.amqp;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The faults of the AMQP port. Any thread may set them; they hold from the next frame on. */
public final class AmqpFaults {
    private final Refuser links;
    private final Refuser sends;
    private final Refuser settlements;
    private Duration latency = Duration.ZERO;
    // Read for every message: it costs nothing as long as nothing goes wrong.
    private volatile boolean any;

    AmqpFaults(Clock clock) {
        links = new Refuser(clock);
        sends = new Refuser(clock);
        settlements = new Refuser(clock);
    }

    /** What is still to go wrong: counts and times are those that are left. */
    public synchronized AmqpFaultPlan plan() {
        return new AmqpFaultPlan(links.plan(), sends.plan(), settlements.plan(), latency);
    }

    /** Replaces the plan as a whole. */
    public synchronized void set(AmqpFaultPlan plan) {
        links.set(plan.links());
        sends.set(plan.sends());
        settlements.set(plan.settlements());
        latency = plan.latency();
        any = !plan.equals(AmqpFaultPlan.NONE);
    }

    /** Ends all faults. */
    public void clear() {
        set(AmqpFaultPlan.NONE);
    }

    Optional<AmqpError> refuseLink(String path) {
        return judge(links, path);
    }

    Optional<AmqpError> refuseSend(String path) {
        return judge(sends, path);
    }

    Optional<AmqpError> refuseSettlement(String path) {
        return judge(settlements, path);
    }

    private Optional<AmqpError> judge(Refuser refuser, String path) {
        if (!any || isControl(path)) {
            return Optional.empty();
        }
        synchronized (this) {
            return refuser.judge(path);
        }
    }

    Duration latency() {
        if (!any) {
            return Duration.ZERO;
        }
        synchronized (this) {
            return latency;
        }
    }

    /** Whether requests go there, which are never refused on purpose. */
    static boolean isControl(String path) {
        return path.equals("$cbs") || path.endsWith("$management");
    }

    /** Whether a path is that of an entity or below it; both in lower case. */
    static boolean isWithin(String path, String entity) {
        return path.startsWith(entity) && (path.length() == entity.length() || path.charAt(entity.length()) == '/');
    }
}
