package dev.weir.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A simulation that turns time into messages. It owns no thread and no clock: equal seeds and equal total time give
 * equal messages, however the time was cut. Not thread-safe.
 */
abstract sealed class Feed permits CiFeed, FleetFeed {
    /** The simulation's quantum; what is left over waits for the next advance. */
    static final Duration STEP = Duration.ofMillis(100);

    private Instant now;
    private Duration rest = Duration.ZERO;

    Feed(Instant start) {
        this.now = start;
    }

    /** The queue that its messages are for. */
    abstract String queue();

    /** Moves the simulation by one {@link #STEP} to {@code now}. */
    abstract void step(Instant now, Consumer<FeedMessage> out);

    /** Moves the simulation on, and returns what happened meanwhile, oldest first. */
    final List<FeedMessage> advance(Duration elapsed) {
        List<FeedMessage> messages = new ArrayList<>();
        rest = rest.plus(elapsed);
        while (rest.compareTo(STEP) >= 0) {
            rest = rest.minus(STEP);
            now = now.plus(STEP);
            step(now, messages::add);
        }
        return messages;
    }
}
