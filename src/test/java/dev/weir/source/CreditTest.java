package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

        for (int i = 0; i < first; i++) {
            credit.took(256 * 1024);
        }
        long afterTaking = asked;
        for (int i = 0; i < first; i++) {
            credit.freed(256 * 1024);
        }

        assertThat(afterTaking).isEqualTo(first);
        assertThat(asked - afterTaking).isBetween(1L, 4L);
    }

    @Test
    void asksForNothingWhenClosed() {
        Credit credit = new Credit(10, 1 << 20, more -> asked += more);
        credit.open();
        credit.took(10);
        credit.close();
        long before = asked;

        credit.freed(10);

        assertThat(asked).isEqualTo(before);
    }

    @Test
    void neverAsksForMoreThanMayBeHeldWhateverComesAndGoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Credit credit = new Credit(64, 1 << 30, more -> asked += more);
        credit.open();
        int held = 0;
        for (int i = 0; i < 100_000; i++) {
            if (random.nextBoolean() && asked > 0) {
                asked--;
                held++;
                credit.took(random.nextInt(10_000));
            } else if (held > 0) {
                held--;
                credit.freed(1);
            }
            assertThat(asked + held).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(64);
            assertThat(asked + held).as("seed %d, step %d: runs dry", seed, i).isPositive();
        }
    }

    @Test
    void refusesACreditOfNothing() {
        assertThatThrownBy(() -> new Credit(0, 1, more -> {}))
                .hasMessage("Credit must be at least 1 event and 1 byte, but was 0 and 1");
    }
}
