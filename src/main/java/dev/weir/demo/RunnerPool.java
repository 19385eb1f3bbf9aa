package dev.weir.demo;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One organisation's builds: people push, jobs queue first come first served, and a fixed number of runners works on.
 */
final class RunnerPool {
    /** Nobody pushes to a queue this long: it stays bounded, and every job gets its turn soon. */
    private static final int LONGEST_QUEUE = 2;

    private static final int MOST_ATTEMPTS = 3;
    private static final double RUN_AGAIN = 0.4;

    private final Organization organization;
    private final CiFeed.Numbers numbers;
    private final RandomGenerator random;
    private final Deque<Job> queue = new ArrayDeque<>();
    private final List<Job> running = new ArrayList<>();
    private final Deque<String> idleRunners = new ArrayDeque<>();
    private Instant nextPush;

    RunnerPool(Organization organization, CiFeed.Numbers numbers, RandomGenerator random, Instant start) {
        this.organization = organization;
        this.numbers = numbers;
        this.random = random;
        this.nextPush = start;
        for (int i = 1; i <= organization.runners(); i++) {
            idleRunners.add(organization.login() + "-runner-" + i);
        }
    }

    void step(Instant now, Consumer<FeedMessage> out) {
        if (!now.isBefore(nextPush)) {
            push(now, out);
            nextPush = now.plusMillis(random.nextLong(2_500, 9_000));
        }
        for (Iterator<Job> jobs = running.iterator(); jobs.hasNext(); ) {
            Job job = jobs.next();
            if (job.advance(now, random)) {
                report(job, now, out);
            }
            if (job.status() == Job.Status.COMPLETED) {
                jobs.remove();
                retire(job, now, out);
            }
        }
        while (!queue.isEmpty() && !idleRunners.isEmpty()) {
            Job job = queue.remove();
            job.start(now, idleRunners.remove(), random);
            running.add(job);
            report(job, now, out);
        }
    }

    private void push(Instant now, Consumer<FeedMessage> out) {
        if (queue.size() >= LONGEST_QUEUE) {
            return;
        }
        Organization.Repository repository = pick(organization.repositories());
        Organization.Workflow workflow = pick(repository.workflows());
        Job.Run run = new Job.Run(
                numbers.nextRun(),
                1,
                organization,
                repository,
                workflow,
                pick(repository.branches()),
                pick(organization.people()));
        workflow.jobs().forEach(plan -> enqueue(new Job(numbers.nextJob(), run, plan, now), now, out));
    }

    /**
     * A failed job may be run again: as on GitHub that is a new job of the same run, and the old one stays as it
     * ended.
     */
    private void retire(Job job, Instant now, Consumer<FeedMessage> out) {
        String runner = job.runner();
        if (runner != null) {
            idleRunners.add(runner);
        }
        if ("failure".equals(job.conclusion())
                && job.run().attempt() < MOST_ATTEMPTS
                && random.nextDouble() < RUN_AGAIN) {
            enqueue(new Job(numbers.nextJob(), job.run().nextAttempt(), job.plan(), now), now, out);
        }
    }

    private void enqueue(Job job, Instant now, Consumer<FeedMessage> out) {
        queue.add(job);
        report(job, now, out);
    }

    private void report(Job job, Instant now, Consumer<FeedMessage> out) {
        out.accept(JobEvent.of(job, numbers.nextEvent(), now));
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
