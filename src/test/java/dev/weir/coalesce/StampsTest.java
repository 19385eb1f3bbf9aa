package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How stored states of one life of an entity are told from those of another. */
class StampsTest {
    private static final long NOW = 1_760_000_000_000L;

    @Test
    void aLifesFirstStampIsTheClocksAndItsOthersCountOn() {
        LaneFixture fixture = new LaneFixture();
        Lane lane = fixture.offer("job/1", 1, "{\"n\":1}");
        fixture.cut(lane);
        EntityState entity = lane.inFlight().get(0);

        StateStore.Change first = entity.toKeep(NOW);
        entity.stamp = first.stamp();
        StateStore.Change second = entity.toKeep(NOW + 60_000);

        assertThat(first.expected()).isZero();
        assertThat(first.stamp()).isEqualTo(StateStore.next(0, NOW));
        assertThat(second.expected()).isEqualTo(first.stamp());
        assertThat(second.stamp()).isEqualTo(first.stamp() + 1);
    }

    @Test
    void aLifeThatBeginsLaterIsAheadOfAThousandChangesOfTheOneBefore() {
        long stamp = StateStore.next(0, NOW);
        for (int i = 0; i < 1_000; i++) {
            stamp = StateStore.next(stamp, NOW);
        }

        assertThat(StateStore.next(0, NOW + 1)).isGreaterThan(stamp);
    }

    @Test
    void noStampIsThatOfNothing() {
        assertThat(StateStore.next(0, 0)).isNotZero();
    }
}
