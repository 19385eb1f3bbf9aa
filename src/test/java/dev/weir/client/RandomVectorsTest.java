package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a connection does, both clients show in the end what was written last, and take the same steps to it. */
class RandomVectorsTest {
    private static final int VECTORS = 60;
    private static final int STEPS = 60;

    @Test
    void bothClientsShowInTheEndWhatWasWrittenLast(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random seeds = new Random(seed);
        List<String> vectors = new ArrayList<>();
        for (int i = 0; i < VECTORS; i++) {
            RandomVector.Made made = RandomVector.make(seeds.nextLong(), STEPS);
            assertThat(made.shown()).as("seed %d: %s", seed, made.vector()).isEqualTo(made.written());
            vectors.add(made.vector().toString());
        }

        List<String> printed = NodeScript.run("random.js", Files.write(folder.resolve("vectors"), vectors));

        assertThat(printed).as("seed %d", seed).containsExactly(VECTORS + " vectors");
    }
}
