package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private static final Outcome ACCEPTED = new Outcome.Accepted();

    private final Concurrency concurrency = new Concurrency(100);
    private long now = 1;

    @Test
    void itRisesWhileAnswersComeAsFastAsBefore() {
        calls(2_000, Duration.ofMillis(20), ACCEPTED);

        assertThat(concurrency.limit()).isEqualTo(100);
    }

    @Test
    void itIsCutWhereCallsAreThrottledOrFail() {
        calls(2_000, Duration.ofMillis(20), ACCEPTED);

        calls(10, Duration.ofMillis(20), new Outcome.Throttled(Optional.empty(), "429"));
        assertThat(concurrency.limit()).isBetween(20, 50);

        calls(100, Duration.ofMillis(20), new Outcome.Unavailable("timed out", true));
        assertThat(concurrency.limit()).isEqualTo(4);
    }

    @Test
    void itIsCutWhereAnswersTakeMuchLonger() {
        calls(2_000, Duration.ofMillis(20), ACCEPTED);

        calls(50, Duration.ofMillis(400), ACCEPTED);

        assertThat(concurrency.limit()).isLessThan(50);
    }

    @Test
    void itNeverPassesWhatTheConfigurationAllows() {
        Concurrency one = new Concurrency(1);
        for (int i = 0; i < 100; i++) {
            one.ended(i, 1_000, 1, ACCEPTED);
        }

        assertThat(one.limit()).isEqualTo(1);
    }

    private void calls(int count, Duration took, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            now += took.toNanos();
            concurrency.ended(now - took.toNanos(), took.toNanos(), concurrency.limit(), outcome);
        }
    }
}
