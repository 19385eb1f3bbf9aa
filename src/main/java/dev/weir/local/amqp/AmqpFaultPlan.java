package dev.weir.local.amqp;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to go wrong on the AMQP port. {@code $cbs} and {@code $management} are never refused.
 *
 * @param links refuses links that clients attach, to send or to receive
 * @param sends refuses messages that clients send; nothing of them is taken in
 * @param settlements refuses what clients decide on deliveries; the lock stays
 * @param latency passes before what a client sends is looked at, up to 60 s
 */
public record AmqpFaultPlan(
        Optional<Refusals> links, Optional<Refusals> sends, Optional<Refusals> settlements, Duration latency) {
    private static final Duration MAX_LATENCY = Duration.ofSeconds(60);

    /** Nothing goes wrong. */
    public static final AmqpFaultPlan NONE =
            new AmqpFaultPlan(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO);

    public AmqpFaultPlan {
        if (latency.isNegative() || latency.compareTo(MAX_LATENCY) > 0) {
            throw new IllegalArgumentException("latency must be from 0 to " + MAX_LATENCY + ", but was " + latency);
        }
    }

    /** This plan, and links are refused. */
    public AmqpFaultPlan refuseLinks(Refusals refusals) {
        return new AmqpFaultPlan(Optional.of(refusals), sends, settlements, latency);
    }

    /** This plan, and sent messages are refused. */
    public AmqpFaultPlan refuseSends(Refusals refusals) {
        return new AmqpFaultPlan(links, Optional.of(refusals), settlements, latency);
    }

    /** This plan, and settlements are refused. */
    public AmqpFaultPlan refuseSettlements(Refusals refusals) {
        return new AmqpFaultPlan(links, sends, Optional.of(refusals), latency);
    }

    /** This plan, and this long passes before anything that a client sends is looked at. */
    public AmqpFaultPlan delayFrames(Duration newLatency) {
        return new AmqpFaultPlan(links, sends, settlements, newLatency);
    }
}
