package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Delivery;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldByAgeTest {
    private static final Scope SCOPE = new Scope("things", "", "0");
    private static final int STEPS = 20_000;
    private static final int MOST_HELD = 200;

    @Test
    void isInOrderWhateverComesAndGoes() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        HeldByAge<String> held = new HeldByAge<>();
        List<HeldDelivery<String>> model = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            boolean comes = model.isEmpty() || (model.size() < MOST_HELD && random.nextInt(5) < 3);
            if (comes) {
                // Mostly newer than all, at times handed out again, at times as old as another.
                int second = random.nextInt(4) == 0 ? random.nextInt(1 + step / 10) : step / 10;
                HeldDelivery<String> delivery = delivery(Instant.EPOCH.plusSeconds(second));
                held.add(delivery);
                model.add(delivery);
            } else {
                HeldDelivery<String> gone = model.remove(random.nextInt(model.size()));
                assertThat(held.remove(gone)).isTrue();
                assertThat(held.remove(gone)).as("once is all").isFalse();
            }

            assertThat(held.size()).as("step %d, seed %d", step, seed).isEqualTo(model.size());
            assertThat(held.oldest())
                    .as("step %d, seed %d", step, seed)
                    .isSameAs(held.all().stream().findFirst().orElse(null));
            if (step % 20 == 0) {
                assertThat(held.all())
                        .as("step %d, seed %d", step, seed)
                        .containsExactlyInAnyOrderElementsOf(model)
                        .isSortedAccordingTo(Comparator.comparing(
                                delivery -> delivery.origin().enqueuedAt()));
            }
        }
    }

    private static HeldDelivery<String> delivery(Instant enqueuedAt) {
        RawMessage message = new RawMessage(new byte[0], "application/json", "thing", "m", Map.of());
        // Of a delivery its origin alone counts here.
        return new HeldDelivery<>(null, new Delivery(new Origin(SCOPE, 1, enqueuedAt), message, 1, null), null);
    }
}
