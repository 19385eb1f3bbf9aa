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
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();
    private final List<Long> withdrawn = new ArrayList<>();
    private final Map<Long, CompletableFuture<Settlement.Answer>> answers = new LinkedHashMap<>();
    private final VirtualLoop loop = new VirtualLoop();
    private final Ledger<String> ledger =
            new Ledger<>(Runnable::run, loop, LockSettings.DEFAULT, new WeirMetrics(registry), new Custodian<>() {
                @Override
                public void withdraw(HeldDelivery<String> delivery) {
                    withdrawn.add(delivery.origin().sequence());
                }

                @Override
                public void gone(HeldDelivery<String> delivery) {}

                @Override
                public void deadLettersFail(String source, String reason) {
                    told.add("pause " + source + ": " + reason);
                }

                @Override
                public void deadLettersPass(String source) {
                    told.add("resume " + source);
                }
            });

    @Test
    void isSettledOnlyWhenAllItsUpdatesAreDecided() {
        HeldDelivery<String> delivery = enter(1, "a", "b");

        delivery.decided(End.PUBLISHED);
        assertThat(told).isEmpty();
        delivery.decided(End.SUPERSEDED);

        assertThat(told).containsExactly("complete 1");
    }

    @Test
    void theNewestWaitsUntilTheBrokerAcknowledgedAllOlderOnes() {
        HeldDelivery<String> older = enter(1, "a");
        HeldDelivery<String> newer = enter(2, "a");

        newer.decided(End.PUBLISHED);
        assertThat(told).isEmpty();
        older.decided(End.PUBLISHED);
        assertThat(told).containsExactly("complete 1");
        answer(1, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 1", "complete 2");
    }

    @Test
    void whatANewerOneCoversWaitsForNone() {
        HeldDelivery<String> first = enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        HeldDelivery<String> third = enter(3, "a");

        third.decided(End.PUBLISHED);
        second.decided(End.SUPERSEDED);
        assertThat(told).containsExactly("complete 2");
        first.decided(End.SUPERSEDED);
        answer(2, Settlement.Answer.SETTLED);
        assertThat(told).containsExactly("complete 2", "complete 1");
        answer(1, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 2", "complete 1", "complete 3");
    }

    @Test
    void whatWasTheNewestWaitsNoMoreOnceANewerOneIsHeld() {
        enter(1, "a");
        enter(2, "a").decided(End.PUBLISHED);
        assertThat(told).isEmpty();

        enter(3, "a");

        assertThat(told).containsExactly("complete 2");
    }

    @Test
    void aNewerOneOfOneEntityDoesNotCoverTheOther() {
        enter(1, "a", "b");
        HeldDelivery<String> second = enter(2, "a", "b");
        enter(3, "a");

        second.decided(End.PUBLISHED);
        second.decided(End.PUBLISHED);

        assertThat(told).isEmpty();
    }

    @Test
    void aRepeatCoversNothing() {
        enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        enter(2, "a");

        second.decided(End.PUBLISHED);

        assertThat(told).isEmpty();
    }

    @Test
    void whatIsToBeDeadLetteredCoversNothing() {
        enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        HeldDelivery<String> third = enter(3, "a");
        third.refuse(deadLetter(third, "group:a"));

        second.decided(End.PUBLISHED);

        assertThat(told).isEmpty();
    }

    @Test
    void whatIsBehindALostOneGoesBackThoughSomethingBetweenIsBeingSettled() {
        HeldDelivery<String> first = enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        HeldDelivery<String> third = enter(3, "a");
        first.decided(End.PUBLISHED);
        second.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.LOST);

        loop.advance(LockSettings.DEFAULT.comesAgainWithin());
        answer(2, Settlement.Answer.SETTLED);
        third.decided(End.PUBLISHED);

        assertThat(told).containsExactly("complete 1", "complete 2", "release 3");
    }

    @Test
    void whatComesAgainTakesItsPlaceThoughSomethingNewerIsBeingSettled() {
        HeldDelivery<String> first = enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        enter(3, "a");
        first.decided(End.PUBLISHED);
        second.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.LOST);

        HeldDelivery<String> again = enter(1, "a");
        loop.advance(Duration.ofMinutes(5));
        again.decided(End.SUPERSEDED);

        assertThat(told).containsExactly("complete 1", "complete 2", "complete 1");
    }

    @Test
    void aDrainEndsHoweverWhatIsLostIsInterwoven() {
        enter(4, "b", "c");
        HeldDelivery<String> newer = enter(5, "b", "a");
        enter(9, "b");
        newer.decided(End.PUBLISHED);
        newer.decided(End.PUBLISHED);
        HeldDelivery<String> late = enter(3, "a", "c");
        late.decided(End.PUBLISHED);
        late.decided(End.PUBLISHED);
        answer(5, Settlement.Answer.LOST);
        answer(3, Settlement.Answer.LOST);

        ledger.drain();

        assertThat(told).containsExactlyInAnyOrder("complete 5", "complete 3", "release 4", "release 9");
    }

    @Test
    void oneWithoutUpdatesIsSettledAtOnce() {
        HeldDelivery<String> delivery = ledger.take(delivery(1));

        delivery.entered(End.UNMATCHED);
        answer(1, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 1");
        assertThat(count("weir.events.settled", "unmatched")).isEqualTo(1);
    }

    @Test
    void othersDontWait() {
        enter(1, "a");
        HeldDelivery<String> other = enter(2, "b");

        other.decided(End.PUBLISHED);

        assertThat(told).containsExactly("complete 2");
    }

    @Test
    void aRedeliveryOfSomethingOlderGoesBeforeTheNewerOnes() {
        HeldDelivery<String> newer = enter(7, "a");
        HeldDelivery<String> late = enter(5, "a");
        newer.decided(End.PUBLISHED);
        assertThat(told).isEmpty();

        late.decided(End.SUPERSEDED);
        answer(5, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 5", "complete 7");
    }

    @Test
    void twoThatShareTwoEntitiesNeverWaitForEachOther() {
        HeldDelivery<String> first = enter(10, "job/1", "run/7");
        HeldDelivery<String> second = enter(11, "run/7", "job/1");
        HeldDelivery<String> late = enter(9, "job/1", "run/7");
        List.of(first, second, late).forEach(delivery -> {
            delivery.decided(End.PUBLISHED);
            delivery.decided(End.PUBLISHED);
        });
        answer(9, Settlement.Answer.SETTLED);
        answer(10, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 10", "complete 9", "complete 11");
    }

    @Test
    void whatDoesNotComeAgainAfterALostLockMakesAllNewerOnesOfItsEntitiesGoBack() {
        HeldDelivery<String> first = enter(1, "a");
        HeldDelivery<String> second = enter(2, "a", "b");
        HeldDelivery<String> third = enter(3, "b");
        HeldDelivery<String> unrelated = enter(4, "c");
        second.decided(End.PUBLISHED);
        second.decided(End.PUBLISHED);
        first.decided(End.PUBLISHED);

        answer(1, Settlement.Answer.LOST);
        loop.advance(LockSettings.DEFAULT.comesAgainWithin().minusMillis(1));
        assertThat(told).containsExactly("complete 1");
        loop.advance(Duration.ofMillis(1));
        answer(2, Settlement.Answer.SETTLED);
        answer(3, Settlement.Answer.SETTLED);
        third.decided(End.PUBLISHED);
        unrelated.decided(End.PUBLISHED);

        assertThat(told).containsExactly("complete 1", "release 2", "release 3", "complete 4");
        assertThat(withdrawn).containsExactly(1L, 2L, 3L);
        assertThat(count("weir.events.returned", "lock-lost")).isEqualTo(1);
        assertThat(count("weir.events.returned", "released")).isEqualTo(2);
    }

    @Test
    void inADrainWhatStandsBehindALostLockGoesBackAtOnce() {
        HeldDelivery<String> before = enter(1, "a");
        enter(2, "a").decided(End.PUBLISHED);
        before.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.LOST);
        HeldDelivery<String> during = enter(3, "b");
        enter(4, "b").decided(End.PUBLISHED);
        during.decided(End.PUBLISHED);
        told.clear();

        ledger.drain();
        assertThat(told).containsExactly("release 2");
        answer(3, Settlement.Answer.LOST);

        assertThat(told).containsExactly("release 2", "release 4");
        enter(5, "a").decided(End.PUBLISHED);
        assertThat(told).containsExactly("release 2", "release 4", "release 5");
        answer(5, Settlement.Answer.SETTLED);
        answer(2, Settlement.Answer.SETTLED);
        answer(4, Settlement.Answer.SETTLED);
        assertThat(ledger.size()).isZero();
        assertThat(ledger.givenBack()).isEqualTo(3);
    }

    @Test
    void whatComesAgainAfterALostLockTakesItsPlaceBeforeTheNewerOnes() {
        HeldDelivery<String> first = enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        first.decided(End.PUBLISHED);
        second.decided(End.PUBLISHED);

        answer(1, Settlement.Answer.LOST);
        HeldDelivery<String> again = enter(1, "a");
        loop.advance(Duration.ofMinutes(5));
        again.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 1", "complete 1", "complete 2");
        assertThat(withdrawn).containsExactly(1L);
    }

    @Test
    void whatComesAgainTakesThePlaceOfAllItsEarlierHandOuts() {
        enter(1, "a").decided(End.PUBLISHED);
        CompletableFuture<Settlement.Answer> ofFirst = future(1);
        HeldDelivery<String> second = enter(1, "a");
        HeldDelivery<String> newer = enter(2, "a");
        second.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.LOST);
        ofFirst.complete(Settlement.Answer.LOST);

        HeldDelivery<String> third = enter(1, "a");
        loop.advance(Duration.ofMinutes(5));
        third.decided(End.PUBLISHED);
        newer.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("complete 1", "complete 1", "complete 1", "complete 2");
    }

    @Test
    void aRepeatThatIsHeldAlreadyTakesThePlaceOfOneWhoseLockIsLost() {
        enter(1, "a").decided(End.PUBLISHED);
        HeldDelivery<String> repeat = enter(1, "a");
        HeldDelivery<String> newer = enter(2, "a");
        newer.decided(End.PUBLISHED);

        answer(1, Settlement.Answer.LOST);
        repeat.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.SETTLED);
        answer(2, Settlement.Answer.SETTLED);
        loop.advance(Duration.ofMinutes(5));

        assertThat(told).containsExactly("complete 1", "complete 1", "complete 2");
        assertThat(ledger.size()).isZero();
        assertThat(ledger.lag()).isEmpty();
    }

    @Test
    void aLostOwnershipTakesAllOfItsScopeAndSettlesNoneOfIt() {
        HeldDelivery<String> first = enter(1, "a");
        HeldDelivery<String> second = enter(2, "a");
        second.decided(End.PUBLISHED);

        ledger.lost(new Scope("ci", "", "0"));
        first.decided(End.PUBLISHED);

        assertThat(told).isEmpty();
        assertThat(withdrawn).containsExactly(1L, 2L);
        assertThat(ledger.size()).isZero();
        assertThat(ledger.lag()).isEmpty();
        assertThat(count("weir.events.returned", "ownership-lost")).isEqualTo(2);
    }

    @Test
    void aDeadLetterThatIsNotTakenPausesTheSourceAndIsTriedAgainUntilItIs() {
        HeldDelivery<String> bad = enter(1, "a");
        HeldDelivery<String> newer = enter(2, "a");
        newer.decided(End.PUBLISHED);
        bad.refuse(deadLetter(bad, "group:x"));
        bad.decided(End.DEAD_LETTERED);
        for (int i = 0; i < 3; i++) {
            answer(1, new Settlement.Answer.Unavailable("the queue is full"));
            loop.advance(Duration.ofMinutes(1));
        }

        answer(1, Settlement.Answer.SETTLED);

        assertThat(told)
                .containsExactly(
                        "dead-letter 1 [group:x]",
                        "pause ci: the queue is full",
                        "dead-letter 1 [group:x]",
                        "pause ci: the queue is full",
                        "dead-letter 1 [group:x]",
                        "pause ci: the queue is full",
                        "dead-letter 1 [group:x]",
                        "resume ci",
                        "complete 2");
        assertThat(count("weir.events.returned", "lock-lost")).isZero();
        assertThat(count("weir.events.settled", "dead-lettered")).isEqualTo(1);
    }

    @Test
    void tellsHowFarBehindItIs() {
        enter(1, "a");
        HeldDelivery<String> second = enter(2, "b");
        second.weighs(500);

        assertThat(ledger.lag()).containsExactly(new ScopeLag(new Scope("ci", "", "0"), 2, 500, Instant.EPOCH));
        second.decided(End.PUBLISHED);
        answer(2, Settlement.Answer.SETTLED);

        assertThat(ledger.lag()).containsExactly(new ScopeLag(new Scope("ci", "", "0"), 1, 0, Instant.EPOCH));
    }

    @Test
    void aRefusedOneIsDeadLetteredWhenTheOthersOfItAreDecided() {
        HeldDelivery<String> delivery = enter(1, "a", "b");
        delivery.refuse(deadLetter(delivery, "group:x"));
        delivery.decided(End.DEAD_LETTERED);
        assertThat(told).isEmpty();

        delivery.decided(End.PUBLISHED);
        answer(1, Settlement.Answer.SETTLED);

        assertThat(told).containsExactly("dead-letter 1 [group:x]");
        assertThat(count("weir.events.settled", "dead-lettered")).isEqualTo(1);
    }

    @Test
    void severalRefusalsAddUpTheirTargets() {
        HeldDelivery<String> delivery = enter(1, "a", "b");
        delivery.refuse(deadLetter(delivery, "group:x"));
        delivery.decided(End.DEAD_LETTERED);
        delivery.refuse(deadLetter(delivery, "group:y"));
        delivery.decided(End.DEAD_LETTERED);

        assertThat(told).containsExactly("dead-letter 1 [group:x, group:y]");
    }

    @Test
    void releasingAllSparesWhatIsBeingSettled() {
        enter(1, "a").decided(End.PUBLISHED);
        enter(2, "a");
        enter(3, "b");

        ledger.releaseAll();

        assertThat(told).containsExactly("complete 1", "release 2", "release 3");
    }

    @Test
    void aSettlementThatFailsCountsAsLost() {
        enter(1, "a").decided(End.PUBLISHED);

        future(1).completeExceptionally(new IllegalStateException("bug"));

        assertThat(count("weir.events.returned", "lock-lost")).isEqualTo(1);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void whatStaysUnsettledAlwaysHasTheNewestAndAllAddsUp() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, HeldDelivery<String>> open = new TreeMap<>();
        Map<Long, List<String>> keys = new TreeMap<>();
        Map<Long, Integer> undecided = new TreeMap<>();
        for (long sequence = 1; sequence <= 3000; sequence++) {
            List<String> names =
                    random.nextBoolean() ? List.of("e" + random.nextInt(5)) : List.of("e" + random.nextInt(5), "f");
            open.put(sequence, enter(sequence, names.toArray(String[]::new)));
            keys.put(sequence, names);
            undecided.put(sequence, names.size());
            for (int i = 0; i < random.nextInt(4); i++) {
                List<Long> candidates = new ArrayList<>(undecided.keySet());
                long pick = candidates.get(random.nextInt(candidates.size()));
                open.get(pick).decided(End.PUBLISHED);
                undecided.computeIfPresent(pick, (key, left) -> left == 1 ? null : left - 1);
                if (undecided.isEmpty()) {
                    break;
                }
            }
            List<Long> asked = answers.keySet().stream()
                    .filter(key -> !future(key).isDone())
                    .toList();
            if (!asked.isEmpty()) {
                answer(asked.get(random.nextInt(asked.size())), Settlement.Answer.SETTLED);
            }
            assertWhatIsUnsettledHasTheNewest(seed, keys);
        }
        double received =
                registry.counter("weir.events.received", "source", "ci").count();
        double settled = count("weir.events.settled", "published");
        assertThat(received).as("seed %d", seed).isEqualTo(settled + ledger.size());
    }

    private void assertWhatIsUnsettledHasTheNewest(long seed, Map<Long, List<String>> keys) {
        Map<String, Long> newestSettled = new TreeMap<>();
        Map<String, Long> newestUnsettled = new TreeMap<>();
        keys.forEach((sequence, names) -> {
            CompletableFuture<Settlement.Answer> answer = answers.get(sequence);
            Map<String, Long> newest = answer != null && answer.isDone() ? newestSettled : newestUnsettled;
            names.forEach(name -> newest.merge(name, sequence, Math::max));
        });
        newestUnsettled.forEach((name, sequence) -> assertThat(newestSettled.getOrDefault(name, 0L))
                .as("seed %d: newest of %s that was settled, while %d was not", seed, name, sequence)
                .isLessThan(sequence));
    }

    private HeldDelivery<String> enter(long sequence, String... names) {
        HeldDelivery<String> held = ledger.take(delivery(sequence));
        for (String name : names) {
            held.join(name);
        }
        held.entered(End.UNMATCHED);
        return held;
    }

    private void answer(long sequence, Settlement.Answer answer) {
        future(sequence).complete(answer);
    }

    private CompletableFuture<Settlement.Answer> future(long sequence) {
        return answers.get(sequence);
    }

    private double count(String name, String value) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().equals(name))
                .filter(id ->
                        id.getTags().stream().anyMatch(tag -> tag.getValue().equals(value)))
                .mapToDouble(
                        id -> registry.get(name).tags(id.getTags()).counter().count())
                .sum();
    }

    private static DeadLetter deadLetter(HeldDelivery<String> delivery, String lane) {
        return new DeadLetter(
                DeadLetter.Reason.REJECTED, "no", "jobs", List.of(lane), 1, Instant.EPOCH, delivery.origin());
    }

    private Delivery delivery(long sequence) {
        return new Delivery(
                new Origin(new Scope("ci", "", "0"), sequence, Instant.EPOCH),
                new RawMessage(new byte[0], "", "", "", Map.of()),
                1,
                new Settlement() {
                    @Override
                    public CompletionStage<Answer> complete() {
                        return tell("complete " + sequence);
                    }

                    @Override
                    public CompletionStage<Answer> release() {
                        return tell("release " + sequence);
                    }

                    @Override
                    public CompletionStage<Answer> deadLetter(DeadLetter why) {
                        return tell("dead-letter " + sequence + " " + why.failedTargets());
                    }

                    private CompletionStage<Answer> tell(String what) {
                        told.add(what);
                        CompletableFuture<Answer> answer = new CompletableFuture<>();
                        answers.put(sequence, answer);
                        return answer;
                    }
                });
    }
}
