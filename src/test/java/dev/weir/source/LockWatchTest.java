package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.DeadLetter;
import dev.weir.event.Delivery;
import dev.weir.event.End;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement;
import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.VirtualLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Locks on virtual time: a broker that renews, refuses or does not answer. */
class LockWatchTest {
    private static final Duration LOCK = Duration.ofSeconds(30);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualLoop loop = new VirtualLoop();
    private final List<Long> renewed = new ArrayList<>();
    private final List<Long> renewedAt = new ArrayList<>();
    private final List<Long> withdrawn = new ArrayList<>();
    private final List<Long> lost = new ArrayList<>();
    private LongFunction<Settlement.Answer> broker = sequence -> Settlement.Answer.SETTLED;
    private final Ledger<String> ledger = new Ledger<>(
            loop, loop, new LockSettings(10, 4, Duration.ofSeconds(5)), new WeirMetrics(registry), new Custodian<>() {
                @Override
                public void withdraw(HeldDelivery<String> delivery) {
                    withdrawn.add(delivery.origin().sequence());
                }

                @Override
                public void gone(HeldDelivery<String> delivery) {}

                @Override
                public void deadLettersFail(String source, String reason) {}

                @Override
                public void deadLettersPass(String source) {}
            });

    @Test
    void whatIsSettledSoonIsNeverRenewed() {
        for (long sequence = 1; sequence <= 1000; sequence++) {
            HeldDelivery<String> held = enter(sequence);
            loop.advance(Duration.ofMillis(100));
            held.decided(End.PUBLISHED);
        }
        loop.advance(Duration.ofHours(1));

        assertThat(renewed).isEmpty();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void whatWaitsForAnHourKeepsItsLock() {
        enter(1);

        loop.advance(Duration.ofHours(1));

        assertThat(withdrawn).isEmpty();
        assertThat(renewed).hasSizeBetween(120, 245);
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void manyAreRenewedSpreadOutAndAllInTime() {
        for (long sequence = 1; sequence <= 100; sequence++) {
            enter(sequence);
        }
        loop.advance(Duration.ofMinutes(5));

        assertThat(withdrawn).isEmpty();
        assertThat(ledger.size()).isEqualTo(100);
        for (int i = 10; i < renewedAt.size(); i++) {
            assertThat(renewedAt.get(i) - renewedAt.get(i - 10))
                    .as("milliseconds in which ten are renewed")
                    .isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void aLockThatTheBrokerCallsLostIsKnownAsLost() {
        broker = sequence -> Settlement.Answer.LOST;
        enter(1);

        loop.advance(LOCK);

        assertThat(withdrawn).containsExactly(1L);
        assertThat(lost).as("whose credit is free").containsExactly(1L);
        assertThat(registry.counter("weir.events.returned", "source", "ci", "reason", "lock-lost")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRenewalWithoutAnAnswerIsTriedAgainWhileTheLockLasts() {
        broker = sequence ->
                renewed.size() < 4 ? new Settlement.Answer.Unavailable("no answer") : Settlement.Answer.SETTLED;
        enter(1);

        loop.advance(LOCK);

        assertThat(renewed).hasSize(4);
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void aRenewalThatGetsNoAnswerUntilTheLockEndsCountsAsLost() {
        broker = sequence -> new Settlement.Answer.Unavailable("no answer");
        enter(1);

        loop.advance(LOCK.plusSeconds(2));

        assertThat(withdrawn).containsExactly(1L);
    }

    private HeldDelivery<String> enter(long sequence) {
        Instant now = Instant.ofEpochMilli(loop.wallMillis());
        HeldDelivery<String> held = ledger.take(new Delivery(
                new Origin(new Scope("ci", "", "0"), sequence, now),
                new RawMessage(new byte[0], "", "", "", Map.of()),
                1,
                new Locked(sequence, now.plus(LOCK))));
        held.join("e" + sequence);
        held.entered(End.UNMATCHED);
        return held;
    }

    private final class Locked implements Settlement {
        private final long sequence;
        private Instant lockedUntil;

        Locked(long sequence, Instant lockedUntil) {
            this.sequence = sequence;
            this.lockedUntil = lockedUntil;
        }

        @Override
        public void lost() {
            lost.add(sequence);
        }

        @Override
        public Instant lockedUntil() {
            return lockedUntil;
        }

        @Override
        public CompletionStage<Answer> renew() {
            renewed.add(sequence);
            renewedAt.add(loop.wallMillis());
            assertThat(loop.wallMillis()).as("before the lock's end").isLessThan(lockedUntil.toEpochMilli() + 1_000);
            Answer answer = broker.apply(sequence);
            if (answer instanceof Answer.Settled) {
                lockedUntil = Instant.ofEpochMilli(loop.wallMillis()).plus(LOCK);
            }
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletionStage<Answer> complete() {
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> release() {
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }

        @Override
        public CompletionStage<Answer> deadLetter(DeadLetter deadLetter) {
            return CompletableFuture.completedFuture(Answer.SETTLED);
        }
    }
}
