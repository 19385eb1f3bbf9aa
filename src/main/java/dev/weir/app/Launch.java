package dev.weir.app;

import dev.weir.demo.DemoFeeds;
import dev.weir.rules.RuleSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a command hands to the container that it boots: the container makes its beans itself, so it can't be told otherwise.
 *
 * @param configuration checked
 * @param rules checked
 * @param demo what the page shows, in {@code demo}; absent in {@code run}, which serves none of it
 */
record Launch(Configuration configuration, RuleSet rules, Optional<DemoFeeds> demo) {
    private static final AtomicReference<Launch> CURRENT = new AtomicReference<>();

    /** To be called once, before the container boots. */
    static void prepare(Launch launch) {
        CURRENT.set(launch);
    }

    static Launch current() {
        Launch launch = CURRENT.get();
        if (launch == null) {
            throw new IllegalStateException(
                    "The container was booted without a command; start the program by its main");
        }
        return launch;
    }
}
