package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the simulation: that it finds bugs of every kind that it is there for. */
class PlantedBugsTest {
    /** What is found at all, is found in far fewer runs than the simulation makes. */
    private static final int MOST_RUNS = 4000;

    private static final MemoryCompiler COMPILER = new MemoryCompiler();

    @AfterAll
    static void close() throws IOException {
        COMPILER.close();
    }

    static Stream<Mutant> bugs() {
        return PlantedBugs.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void theSimulationFinds(Mutant bug, TestReporter reporter) throws Exception {
        LongFunction<List<String>> lives = bug.lives(COMPILER);
        long first = ThreadLocalRandom.current().nextLong(1L << 40);

        Optional<String> violation = LongStream.range(first, first + MOST_RUNS)
                .parallel()
                .mapToObj(lives)
                .flatMap(List::stream)
                .filter(text -> text.contains(": " + bug.found() + ": "))
                .findAny();

        assertThat(violation)
                .as("what '%s' breaks, in %d runs from seed %d on", bug.name(), MOST_RUNS, first)
                .isPresent();
        reporter.publishEntry(bug.name(), violation.get());
    }
}
