package dev.weir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreThreadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLERS = 4;
    private static final int TASKS = 50_000;

    private final CoreThread core = new CoreThread();

    @AfterEach
    void end() {
        core.close();
    }

    @Test
    void runsEveryTaskOnOneThreadInTheOrderOfEachCaller() throws Exception {
        List<AtomicInteger> next = IntStream.range(0, CALLERS)
                .mapToObj(caller -> new AtomicInteger())
                .toList();
        ConcurrentHashMap.KeySetView<String, Boolean> threads = ConcurrentHashMap.newKeySet();
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> new Thread(() -> {
                    for (int i = 0; i < TASKS; i++) {
                        int task = i;
                        core.execute(() -> {
                            threads.add(Thread.currentThread().getName());
                            next.get(caller).compareAndSet(task, task + 1);
                        });
                        if (i % 1_000 == 0) {
                            // Now and then the core runs out of tasks, and has to be woken.
                            Thread.yield();
                        }
                    }
                }))
                .toList();

        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(next).allSatisfy(done -> assertThat(done).hasValue(TASKS)));
        assertThat(threads).containsExactly("weir-core");
    }

    @Test
    void aTaskGivenToAnIdleCoreWakesIt() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            core.execute(ran::countDown);
            assertThat(ran.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("task %d", i)
                    .isTrue();
        }
    }

    @Test
    void aTimerHasItsTurnWhileTasksKeepComing() {
        AtomicInteger rounds = new AtomicInteger();
        AtomicInteger roundsAtTimer = new AtomicInteger();
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            rounds.incrementAndGet();
            if (roundsAtTimer.get() == 0) {
                core.execute(again[0]);
            }
        };

        core.execute(again[0]);
        core.after(Duration.ofMillis(1).toNanos(), () -> roundsAtTimer.set(rounds.get()));

        await().atMost(PATIENCE).until(() -> roundsAtTimer.get() > 0);
    }

    @Test
    void aTaskThatFailsIsToldOfAndTheOthersRun() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);

        core.execute(() -> {
            throw new IllegalStateException("of a test");
        });
        core.execute(ran::countDown);

        assertThat(ran.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(core.failure()).contains("of a test");
    }

    @Test
    void whoeverComesAfterTheEndIsNotTroubled() {
        core.close();

        assertThatCode(() -> {
                    core.execute(() -> {});
                    core.after(0, () -> {});
                })
                .doesNotThrowAnyException();
    }
}
