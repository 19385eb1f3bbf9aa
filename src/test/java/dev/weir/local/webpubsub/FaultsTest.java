package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order and the arithmetic of faults, on a clock that stands still. */
final class FaultsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Faults faults = new Faults(now::get);

    @Test
    void noSecondBringsMoreThanTheBudget() {
        faults.set(FaultPlan.NONE.refuseAbove(3, Refusal.of(429)));

        assertThat(accepted(5)).isEqualTo(3);
        now.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(accepted(5)).isZero();
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(accepted(5)).isEqualTo(3);
    }

    @Test
    void refusedSendsDoNotCountAgainstTheBudget() {
        faults.set(FaultPlan.NONE.refuseNext(4, Refusal.of(503)).refuseAbove(3, Refusal.of(429)));

        assertThat(accepted(10)).isEqualTo(3);
    }

    @Test
    void shareIsSpreadEvenly() {
        faults.set(FaultPlan.NONE.refuseShare(0.1, Refusal.of(429)));

        assertThat(accepted(1_000)).isEqualTo(900);
    }

    @Test
    void lateAnswersAreCountedDownAndPutOnTopOfTheLatency() {
        faults.set(FaultPlan.NONE.delayAnswers(Duration.ofMillis(10)).answerLate(1, Duration.ofSeconds(1)));

        assertThat(faults.judge().answerAfter()).contains(Duration.ofMillis(1_010));
        assertThat(faults.judge().answerAfter()).contains(Duration.ofMillis(10));
        assertThat(faults.plan()).isEqualTo(FaultPlan.NONE.delayAnswers(Duration.ofMillis(10)));
    }

    @Test
    void planThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> FaultPlan.NONE.refuseShare(1.5, Refusal.of(429)))
                .hasMessage("the share must be from 0 to 1, but was 1.5");
        assertThatThrownBy(() -> FaultPlan.NONE.refuseNext(0, Refusal.of(429)))
                .hasMessage("count must be at least 1, but was 0");
        assertThatThrownBy(() -> Refusal.of(429).retryAfter(Duration.ofMillis(1500)))
                .hasMessage("retryAfter must be whole seconds, but was PT1.5S");
    }

    private long accepted(int sends) {
        return IntStream.range(0, sends)
                .filter(i -> faults.judge().refusal().isEmpty())
                .count();
    }
}
