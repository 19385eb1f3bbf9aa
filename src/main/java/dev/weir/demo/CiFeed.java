package dev.weir.demo;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Builds: jobs of a few organisations that queue for a runner, run through their steps and succeed or fail, as
 * structured CloudEvents in the shape of GitHub's {@code workflow_job} webhook.
 */
final class CiFeed extends Feed {
    static final String QUEUE = "ci-events";

    private final List<RunnerPool> pools;

    CiFeed(List<Organization> organizations, Instant start, long seed) {
        super(start);
        SplittableRandom random = new SplittableRandom(seed);
        Numbers numbers = new Numbers(start);
        this.pools = organizations.stream()
                .map(organization -> new RunnerPool(organization, numbers, random.split(), start))
                .toList();
    }

    @Override
    String queue() {
        return QUEUE;
    }

    @Override
    void step(Instant now, Consumer<FeedMessage> out) {
        pools.forEach(pool -> pool.step(now, out));
    }

    /**
     * Ids that a restarted demo does not use again, though it takes the same seed: a page that is still open would take
     * the new job for the old one, and its first updates for late ones. They start from the time, and far fewer than
     * ten a second are drawn.
     */
    static final class Numbers {
        private long job;
        private long run;
        private long event;

        Numbers(Instant start) {
            this.job = start.getEpochSecond() * 10;
            this.run = start.getEpochSecond() * 5;
            this.event = start.toEpochMilli() * 100;
        }

        long nextJob() {
            return ++job;
        }

        long nextRun() {
            return ++run;
        }

        String nextEvent() {
            return "gh-" + Long.toString(++event, 36);
        }
    }
}
