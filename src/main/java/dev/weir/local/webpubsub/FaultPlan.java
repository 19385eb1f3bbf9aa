package dev.weir.local.webpubsub;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to go wrong with REST sends; other calls are never touched. A send is refused by the first of {@code next},
 * {@code budget} and {@code share} that says so; else it is delivered, and {@code late} may withhold its answer.
 *
 * @param next refuses the sends that come next
 * @param budget refuses what exceeds a number of sends in any one second
 * @param share refuses a share of the sends, evenly spread
 * @param latency passes before every answer; a send is delivered before it
 * @param late delivers the sends that come next, and answers them late or never
 */
public record FaultPlan(
        Optional<Next> next, Optional<Budget> budget, Optional<Share> share, Duration latency, Optional<Late> late) {

    /** Nothing goes wrong. */
    public static final FaultPlan NONE =
            new FaultPlan(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty());

    private static final int MAX_BUDGET = 100_000;

    public FaultPlan {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative, but was " + latency);
        }
    }

    /** How many sends to refuse, at least 1, and how. */
    public record Next(int count, Refusal refusal) {
        public Next {
            requireCount(count);
        }
    }

    /** How many sends any one second may bring, 1 to 100,000, and how to refuse more. */
    public record Budget(int perSecond, Refusal refusal) {
        public Budget {
            if (perSecond < 1 || perSecond > MAX_BUDGET) {
                throw new IllegalArgumentException(
                        "perSecond must be from 1 to " + MAX_BUDGET + ", but was " + perSecond);
            }
        }
    }

    /** Which share of the sends to refuse, 0 to 1, and how. */
    public record Share(double of, Refusal refusal) {
        public Share {
            if (!(of >= 0 && of <= 1)) {
                throw new IllegalArgumentException("the share must be from 0 to 1, but was " + of);
            }
        }
    }

    /** How many sends to answer late, at least 1; without a delay they are never answered. */
    public record Late(int count, Optional<Duration> delay) {
        public Late {
            requireCount(count);
            if (delay.isPresent() && delay.get().isNegative()) {
                throw new IllegalArgumentException("delay must not be negative, but was " + delay.get());
            }
        }
    }

    /** This plan, and the next {@code count} sends are refused. */
    public FaultPlan refuseNext(int count, Refusal refusal) {
        return new FaultPlan(Optional.of(new Next(count, refusal)), budget, share, latency, late);
    }

    /** This plan, and sends beyond {@code perSecond} are refused. */
    public FaultPlan refuseAbove(int perSecond, Refusal refusal) {
        return new FaultPlan(next, Optional.of(new Budget(perSecond, refusal)), share, latency, late);
    }

    /** This plan, and the given share of the sends, 0 to 1, is refused. */
    public FaultPlan refuseShare(double of, Refusal refusal) {
        return new FaultPlan(next, budget, Optional.of(new Share(of, refusal)), latency, late);
    }

    /** This plan, and this long passes before every answer. */
    public FaultPlan delayAnswers(Duration newLatency) {
        return new FaultPlan(next, budget, share, newLatency, late);
    }

    /** This plan, and the next {@code count} sends are delivered at once, but answered only after the delay. */
    public FaultPlan answerLate(int count, Duration delay) {
        return new FaultPlan(next, budget, share, latency, Optional.of(new Late(count, Optional.of(delay))));
    }

    /** This plan, and the next {@code count} sends are delivered, but never answered. */
    public FaultPlan neverAnswer(int count) {
        return new FaultPlan(next, budget, share, latency, Optional.of(new Late(count, Optional.empty())));
    }

    private static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but was " + count);
        }
    }
}
