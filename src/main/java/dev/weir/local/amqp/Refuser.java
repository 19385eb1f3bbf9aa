package dev.weir.local.amqp;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out one plan of {@link Refusals}, until it ends. Its owner keeps threads apart. */
final class Refuser {
    private static final double ROUNDING = 1e-9;

    private final Clock clock;
    private @Nullable Refusals plan;
    private int left;
    private long until;
    private double shareDue;

    Refuser(Clock clock) {
        this.clock = clock;
    }

    void set(Optional<Refusals> newPlan) {
        plan = newPlan.orElse(null);
        left = newPlan.map(Refusals::count).orElse(0);
        until = clock.millis()
                + newPlan.map(Refusals::time).orElse(Duration.ZERO).toMillis();
        shareDue = 0;
    }

    /** What is left of the plan. */
    Optional<Refusals> plan() {
        Refusals current = plan;
        long millis = until - clock.millis();
        if (current == null || left == 0 || millis <= 0) {
            plan = null;
            return Optional.empty();
        }
        return Optional.of(current.left(left, Duration.ofMillis(millis)));
    }

    /** How something that comes for an address is refused; empty when it is not. */
    Optional<AmqpError> judge(String path) {
        Refusals current = plan;
        if (current == null || plan().isEmpty() || !current.areAbout(path)) {
            return Optional.empty();
        }
        // Evenly spread rather than by chance, so that a test knows the number.
        shareDue += current.share();
        if (shareDue < 1 - ROUNDING) {
            return Optional.empty();
        }
        shareDue -= 1;
        left--;
        return Optional.of(current.error());
    }
}
