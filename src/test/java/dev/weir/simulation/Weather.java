package dev.weir.simulation;

import java.time.Duration;
import java.util.Random;

/** How much goes wrong, and for how long; drawn once for a run. */
final class Weather {
    private final Random random;
    final double settlementsLost;
    final double renewalsLost;
    final double publishesFail;
    final double deadLettersFail;
    private boolean calm;

    Weather(Random random) {
        this.random = random;
        this.settlementsLost = strength() * 0.2;
        this.renewalsLost = strength();
        this.publishesFail = strength() * 0.6;
        this.deadLettersFail = strength() * 0.8;
    }

    /** A third of the runs know nothing of a kind of fault, so that others are met in the clear. */
    private double strength() {
        return random.nextInt(3) == 0 ? 0 : random.nextDouble();
    }

    void calmDown() {
        calm = true;
    }

    boolean strikes(double probability) {
        return !calm && random.nextDouble() < probability;
    }

    /** Nanoseconds up to so long. */
    long upTo(Duration longest) {
        return (long) (random.nextDouble() * longest.toNanos());
    }

    int nextInt(int bound) {
        return random.nextInt(bound);
    }
}
