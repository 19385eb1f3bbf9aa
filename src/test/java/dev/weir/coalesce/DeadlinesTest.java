package dev.weir.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Lane lane = new LaneFixture().offer("job/0", 1, "{}");
    private final Deadlines deadlines = new Deadlines();

    @Test
    void whatIsClearedIsNotHeldUntilItsTimeComes() {
        for (int i = 0; i < 100_000; i++) {
            EntityState state = new EntityState(lane, "job/" + i);
            deadlines.set(state, 1_000_000 + i);
            deadlines.clear(state);

            assertThat(state.watch).isNull();
            assertThat(deadlines.size()).isLessThan(2_001);
        }

        assertThat(deadlines.next()).isEqualTo(Deadlines.NEVER);
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void whatIsNotClearedComesAtTheTimeThatWasSetLast() {
        List<EntityState> kept = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            EntityState state = new EntityState(lane, "job/" + i);
            deadlines.set(state, i);
            if (i % 3 == 0) {
                deadlines.clear(state);
            } else if (i % 3 == 1) {
                deadlines.set(state, 20_000 + i);
                kept.add(state);
            } else {
                deadlines.set(state, i / 2);
            }
        }

        int early = 0;
        while (deadlines.poll(10_000) != null) {
            early++;
        }
        assertThat(early).isEqualTo(3_333);
        for (EntityState state : kept) {
            assertThat(deadlines.poll(30_000)).isSameAs(state);
        }
        assertThat(deadlines.poll(Deadlines.NEVER - 1)).isNull();
    }
}
