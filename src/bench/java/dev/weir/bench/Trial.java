package dev.weir.bench;

import dev.weir.bench.ContenderProcess.Spent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One run: one contender, one source, one load, processes of its own. */
final class Trial {
    private static final int SECONDS = Integer.getInteger("weir.benchmark.seconds", 20);
    private static final int WARM_EVENTS = Integer.getInteger("weir.benchmark.warm", 800_000);
    private static final int EVENTS = Integer.getInteger("weir.benchmark.events", 300_000);
    /** Events are read faster from a log than from a queue, and there are to be enough of them. */
    private static final int LOG_FACTOR = 3;

    /** A JVM compiles what is hot for the better part of a minute, and takes a good part of its CPU for it. */
    private static final int WARM_SECONDS = Integer.getInteger("weir.benchmark.warm-seconds", 60);

    private static final int DRAIN_SECONDS = 5;
    /** Each look costs the contender something. */
    private static final long POLL_NANOS = 500_000_000;
    private static final long START_NANOS = 120_000_000_000L;
    private static final long SEED = 815;

    private final SourceKind kind;
    private final Contender contender;
    private final Load load;
    private final Path folder;
    private final List<String> options;
    private Instant measuredFrom = Instant.MAX;

    /** @param options of the contender's JVM, beside those of all */
    Trial(SourceKind kind, Contender contender, Load load, Path folder, List<String> options) {
        this.kind = kind;
        this.contender = contender;
        this.load = load;
        this.folder = folder;
        this.options = options;
    }

    /** @param offered events a second; not used for a backlog */
    Result run(int offered) throws Exception {
        Files.createDirectories(folder);
        Path feed = folder.resolve("feed");
        try (Services services = Services.start(kind, SEED, feed);
                Viewer viewer = Viewer.join(services.webPubSub())) {
            if (load.budget() > 0) {
                services.budget(load.budget());
            }
            return load == Load.BACKLOG ? backlog(services, viewer, feed) : offered(services, viewer, feed, offered);
        }
    }

    /** When the contender was warm. */
    Instant measuredFrom() {
        return measuredFrom;
    }

    private ContenderProcess start(Services services) throws Exception {
        return ContenderProcess.start(
                contender,
                contender.command(kind, folder, load.budget(), options),
                folder,
                services.environment());
    }

    private Result backlog(Services services, Viewer viewer, Path feed) throws Exception {
        int factor = kind == SourceKind.EVENT_HUBS ? LOG_FACTOR : 1;
        long warm = (long) factor * WARM_EVENTS;
        long all = warm + (long) factor * EVENTS;
        services.feed((int) all, 0).join();
        try (ContenderProcess process = start(services)) {
            started(process);
            Spent before = await(process, System.nanoTime() + nanos(WARM_SECONDS), spent -> spent.done() >= warm);
            measuredFrom = Instant.ofEpochMilli(before.at());
            long bytes = viewer.bytes();
            long calls = services.calls();
            Spent after = await(process, System.nanoTime() + nanos(SECONDS), spent -> spent.done() >= all);
            return result(process, before, after, services.calls() - calls, viewer.bytes() - bytes, 0, null);
        }
    }

    private Result offered(Services services, Viewer viewer, Path feed, int perSecond) throws Exception {
        try (ContenderProcess process = start(services)) {
            // Started and idle, as in production, when the first events come.
            services.feed(200, 100).join();
            started(process);
            services.feed(perSecond * SECONDS, perSecond).join();
            Spent before = process.spent();
            measuredFrom = Instant.ofEpochMilli(before.at());
            long bytes = viewer.bytes();
            long calls = services.calls();
            CompletableFuture<String> fed = services.feed(perSecond * SECONDS, perSecond);
            Spent after = await(process, Long.MAX_VALUE, spent -> fed.isDone());
            long accepted = services.calls() - calls;
            long seenBytes = viewer.bytes() - bytes;
            LockSupport.parkNanos(nanos(DRAIN_SECONDS));
            Sightings.Staleness staleness =
                    viewer.sightings().of(feed, before.at(), after.at(), System.currentTimeMillis());
            return result(process, before, after, accepted, seenBytes, perSecond, staleness);
        }
    }

    private Result result(
            ContenderProcess process,
            Spent before,
            Spent after,
            long calls,
            long bytes,
            int offered,
            Sightings.Staleness staleness) {
        double seconds = (after.at() - before.at()) / 1e3;
        double events = Math.max(1, after.done() - before.done());
        boolean seen = staleness != null && contender.publishes();
        return new Result(
                kind,
                contender,
                load,
                offered,
                events / seconds,
                calls / seconds,
                bytes / events,
                (after.cpu() - before.cpu()) / 1e6 / events * 1_000,
                (after.allocated() - before.allocated()) / events,
                seen ? staleness.millis().getValueAtPercentile(50) : -1,
                seen ? staleness.millis().getValueAtPercentile(99) : -1,
                process.mostHeap() >> 20,
                seen ? staleness.waitingAtStart() : 0,
                seen ? staleness.waitingAtEnd() : 0,
                seen ? staleness.unseen() : 0);
    }

    private static void started(ContenderProcess process) throws Exception {
        if (await(process, System.nanoTime() + START_NANOS, spent -> spent.done() > 0).done() == 0) {
            throw new IllegalStateException("The contender did nothing for two minutes");
        }
    }

    private static long nanos(int seconds) {
        return seconds * 1_000_000_000L;
    }

    private static Spent await(ContenderProcess process, long until, Predicate<Spent> condition) throws Exception {
        while (true) {
            Spent spent = process.spent();
            if (condition.test(spent) || System.nanoTime() - until > 0) {
                return spent;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
