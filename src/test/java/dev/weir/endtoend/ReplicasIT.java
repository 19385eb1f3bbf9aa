package dev.weir.endtoend;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every guarantee, while replicas of the packaged bridge come and go under load. {@code -Dweir.replicas.rounds=N} plays as
 * many rounds. Skipped without Redis, or without Node and Azurite.
 */
class ReplicasIT {
    private static final int REPLICAS = 3;
    private static final int ROUNDS = Integer.getInteger("weir.replicas.rounds", 1);

    @TempDir
    Path folder;

    private ReplicaSet replicas;

    @BeforeEach
    void startOne(TestReporter reporter) throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        reporter.publishEntry("seed", Long.toString(seed));
        replicas = new ReplicaSet(folder, seed);
        replicas.start(1);
    }

    @AfterEach
    void stop() throws Exception {
        if (replicas != null) {
            replicas.close();
        }
    }

    @TestFactory
    Stream<DynamicContainer> guaranteesHold() {
        return IntStream.rangeClosed(1, ROUNDS)
                .mapToObj(round -> DynamicContainer.dynamicContainer(
                        "round " + round,
                        Stream.of(
                                underLoad("scale out", this::scaleOut),
                                underLoad("rolling restart", this::rollingRestart),
                                underLoad("a replica is lost", replicas::loseEldest),
                                underLoad("scale in", this::scaleIn))));
    }

    private DynamicTest underLoad(String name, ReplicaSet.Change change) {
        return DynamicTest.dynamicTest(name, () -> replicas.underLoad(change));
    }

    private void scaleOut() throws Exception {
        replicas.start(REPLICAS - replicas.size());
        replicas.awaitShared();
    }

    /** As a rollout does it: a new one is ready before an old one is told to end. */
    private void rollingRestart() throws Exception {
        for (int i = 0; i < REPLICAS; i++) {
            replicas.start(1);
            replicas.endEldest();
        }
        replicas.awaitShared();
    }

    private void scaleIn() throws Exception {
        while (replicas.size() > 1) {
            replicas.endEldest();
        }
    }
}
