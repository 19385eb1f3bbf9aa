package dev.weir.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One job of a workflow's run: queued, then in progress step by step, then completed for good. */
final class Job {

    /** Where a job or one of its steps stands, in the words of GitHub's payloads. */
    enum Status {
        QUEUED,
        IN_PROGRESS,
        COMPLETED
    }

    /**
     * What all jobs of a run share.
     *
     * @param id the run's id, the same in each attempt
     * @param attempt from 1; one higher where failed jobs are run again
     */
    record Run(
            long id,
            int attempt,
            Organization organization,
            Organization.Repository repository,
            Organization.Workflow workflow,
            String branch,
            String sender) {

        Run nextAttempt() {
            return new Run(id, attempt + 1, organization, repository, workflow, branch, sender);
        }
    }

    /** A step as it stands: the times are {@code null} until they are known. */
    record Step(
            String name,
            Status status,
            @Nullable String conclusion,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt) {}

    private static final int NEVER = -1;
    private static final double FAILURES = 0.16;

    private final long id;
    private final Run run;
    private final Organization.Plan plan;
    private final List<Step> steps = new ArrayList<>();
    private Status status = Status.QUEUED;
    private @Nullable String conclusion;
    private @Nullable String runner;
    private Instant startedAt;
    private @Nullable Instant completedAt;
    private int current;
    private int failsAt = NEVER;
    private Instant stepEnds = Instant.MAX;
    private Instant nextReport = Instant.MAX;

    Job(long id, Run run, Organization.Plan plan, Instant queuedAt) {
        this.id = id;
        this.run = run;
        this.plan = plan;
        this.startedAt = queuedAt;
    }

    /** Gives the job to a runner. */
    void start(Instant now, String onRunner, RandomGenerator random) {
        status = Status.IN_PROGRESS;
        runner = onRunner;
        startedAt = now;
        for (String name : plan.steps()) {
            steps.add(new Step(name, Status.QUEUED, null, null, null));
        }
        failsAt = random.nextDouble() < FAILURES ? random.nextInt(2, steps.size() - 1) : NEVER;
        beginStep(now, random);
    }

    /** Moves a job in progress to {@code now}; true where its runner reports: at each change, and as a sign of life. */
    boolean advance(Instant now, RandomGenerator random) {
        boolean changed = !now.isBefore(stepEnds);
        if (changed) {
            endStep(now, random);
        }
        boolean due = changed || !now.isBefore(nextReport);
        if (due) {
            nextReport = now.plusMillis(random.nextLong(200, 450));
        }
        return due;
    }

    private void beginStep(Instant now, RandomGenerator random) {
        steps.set(current, new Step(steps.get(current).name(), Status.IN_PROGRESS, null, now, null));
        // A few steps take most of a job's time, as the compiling and testing ones do.
        long millis = random.nextInt(4) == 0 ? random.nextLong(2_500, 6_000) : random.nextLong(400, 1_600);
        stepEnds = now.plus(Duration.ofMillis(millis));
    }

    private void endStep(Instant now, RandomGenerator random) {
        boolean failed = current == failsAt;
        Step step = steps.get(current);
        steps.set(
                current,
                new Step(step.name(), Status.COMPLETED, failed ? "failure" : "success", step.startedAt(), now));
        current++;
        if (failed) {
            steps.replaceAll(
                    s -> s.status() == Status.QUEUED ? new Step(s.name(), Status.COMPLETED, "skipped", now, now) : s);
            complete("failure", now);
        } else if (current == steps.size()) {
            complete("success", now);
        } else {
            beginStep(now, random);
        }
    }

    private void complete(String outcome, Instant now) {
        status = Status.COMPLETED;
        conclusion = outcome;
        completedAt = now;
        stepEnds = Instant.MAX;
    }

    long id() {
        return id;
    }

    Run run() {
        return run;
    }

    Organization.Plan plan() {
        return plan;
    }

    Status status() {
        return status;
    }

    @Nullable
    String conclusion() {
        return conclusion;
    }

    /** The runner's name; {@code null} while the job is queued. */
    @Nullable
    String runner() {
        return runner;
    }

    /** When it was queued, and once a runner has it, when that began. */
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant completedAt() {
        return completedAt;
    }

    List<Step> steps() {
        return steps;
    }
}
