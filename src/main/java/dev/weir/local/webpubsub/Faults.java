package dev.weir.local.webpubsub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The faults that REST sends meet. Any thread may set them; they hold from the next send on. */
public final class Faults {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final double ROUNDING = 1e-9;

    private final LongSupplier nanoTime;
    private final Deque<Long> admitted = new ArrayDeque<>();
    private FaultPlan plan = FaultPlan.NONE;
    private double shareDue;

    Faults(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What is still to go wrong: the counts are those that are left. */
    public synchronized FaultPlan plan() {
        return plan;
    }

    /** Replaces the plan as a whole. */
    public synchronized void set(FaultPlan newPlan) {
        plan = newPlan;
        admitted.clear();
        shareDue = 0;
    }

    /** Ends all faults. */
    public void clear() {
        set(FaultPlan.NONE);
    }

    /** What becomes of one send. */
    synchronized Verdict judge() {
        Optional<Refusal> refusal = refusalByNext().or(this::refusalByBudget).or(this::refusalByShare);
        if (refusal.isPresent()) {
            return new Verdict(refusal, Optional.of(plan.latency()));
        }
        Optional<FaultPlan.Late> late = plan.late();
        if (late.isEmpty()) {
            return new Verdict(Optional.empty(), Optional.of(plan.latency()));
        }
        int left = late.get().count() - 1;
        Optional<Duration> delay = late.get().delay();
        plan = new FaultPlan(
                plan.next(),
                plan.budget(),
                plan.share(),
                plan.latency(),
                left == 0 ? Optional.empty() : Optional.of(new FaultPlan.Late(left, delay)));
        return new Verdict(Optional.empty(), delay.map(plan.latency()::plus));
    }

    private Optional<Refusal> refusalByNext() {
        Optional<FaultPlan.Next> next = plan.next();
        next.ifPresent(current -> {
            int left = current.count() - 1;
            plan = new FaultPlan(
                    left == 0 ? Optional.empty() : Optional.of(new FaultPlan.Next(left, current.refusal())),
                    plan.budget(),
                    plan.share(),
                    plan.latency(),
                    plan.late());
        });
        return next.map(FaultPlan.Next::refusal);
    }

    /** Remembers the last second's sends, so that no second, wherever it starts, brings more than the budget. */
    private Optional<Refusal> refusalByBudget() {
        if (plan.budget().isEmpty()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        while (!admitted.isEmpty() && now - admitted.peek() >= SECOND_NANOS) {
            admitted.remove();
        }
        FaultPlan.Budget budget = plan.budget().get();
        if (admitted.size() >= budget.perSecond()) {
            return Optional.of(budget.refusal());
        }
        admitted.add(now);
        return Optional.empty();
    }

    /** Evenly spread rather than by chance, so that a test knows the number. */
    private Optional<Refusal> refusalByShare() {
        if (plan.share().isEmpty()) {
            return Optional.empty();
        }
        shareDue += plan.share().get().of();
        if (shareDue < 1 - ROUNDING) {
            return Optional.empty();
        }
        shareDue -= 1;
        return plan.share().map(FaultPlan.Share::refusal);
    }

    /**
     * What becomes of a send.
     *
     * @param refusal how it is refused; empty if it is delivered
     * @param answerAfter when it is answered; empty for never
     */
    record Verdict(Optional<Refusal> refusal, Optional<Duration> answerAfter) {}
}
