package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CreditTest {
    private long asked;

    @Test
    void asksForAllThatMayBeHeldAtFirst() {
        Credit credit = new Credit(100, 1 << 30, more -> asked += more);

        credit.open();

        assertThat(asked).isEqualTo(100);
    }

    @Test
    void asksForNoMoreThanBytesAllow() {
        Credit credit = new Credit(1000, 160 * 1024, more -> asked += more);

        credit.open();

        assertThat(asked).isEqualTo(10);
    }

    @Test
    void asksForOneWhenEvenOneIsTooLarge() {
        Credit credit = new Credit(1000, 100, more -> asked += more);

        credit.open();

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void largeMessagesShrinkWhatIsAskedFor() {
        Credit credit = new Credit(1000, 1 << 20, more -> asked += more);
        credit.open();
        long first = asked;

        List<Credit.Hold> holds = new ArrayList<>();
        for (int i = 0; i < first; i++) {
            holds.add(credit.took(256 * 1024));
        }
        long afterTaking = asked;
        holds.forEach(Credit.Hold::free);

        assertThat(afterTaking).isEqualTo(first);
        assertThat(asked - afterTaking).isBetween(1L, 4L);
    }

    @Test
    void asksForNothingWhenClosed() {
        Credit credit = new Credit(10, 1 << 20, more -> asked += more);
        credit.open();
        Credit.Hold hold = credit.took(10);
        credit.close();
        long before = asked;

        hold.free();

        assertThat(asked).isEqualTo(before);
    }

    @Test
    void neverAsksForMoreThanMayBeHeldWhateverComesAndGoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Credit credit = new Credit(64, 1 << 30, more -> asked += more);
        credit.open();
        List<Credit.Hold> held = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextBoolean() && asked > 0) {
                asked--;
                held.add(credit.took(random.nextInt(10_000)));
            } else if (!held.isEmpty()) {
                held.remove(random.nextInt(held.size())).free();
            }
            assertThat(asked + held.size()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(64);
            assertThat(asked + held.size())
                    .as("seed %d, step %d: runs dry", seed, i)
                    .isPositive();
        }
    }

    @Test
    void aPausedOneAsksForNothingAndKeepsCountOfWhatWasAskedFor() {
        Credit credit = new Credit(10, 1 << 20, more -> asked += more);
        credit.open();
        credit.pause();
        Credit.Hold hold = credit.took(10);
        hold.free();
        long whilePaused = asked;

        credit.resume();

        assertThat(whilePaused).isEqualTo(10);
        assertThat(asked).isEqualTo(11);
    }

    @Test
    void whatIsDecodedOfADeliveryCountsUntilItIsFreedAndOnceOnly() {
        Credit credit = new Credit(10, 1 << 20, more -> asked += more);
        credit.open();
        Credit.Hold hold = credit.took(1_000);

        hold.weighs(5_000);
        long decoded = credit.heldBytes();
        hold.weighs(100);
        long superseded = credit.heldBytes();
        hold.free();
        hold.free();
        hold.weighs(7_000);

        assertThat(decoded).isEqualTo(6_000);
        assertThat(superseded).isEqualTo(1_100);
        assertThat(credit.heldBytes()).isZero();
    }

    @Test
    void refusesACreditOfNothing() {
        assertThatThrownBy(() -> new Credit(0, 1, more -> {}))
                .hasMessage("Credit must be at least 1 event and 1 byte, but was 0 and 1");
    }
}
