package dev.weir.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import dev.weir.file.FaultyDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

class FileCheckpointStoreTest extends CheckpointStoreContract {
    @TempDir
    Path folder;

    @Override
    CheckpointStore open() {
        return CheckpointStores.file(file());
    }

    private Path file() {
        return folder.resolve("checkpoints.mv");
    }

    @Override
    void close(CheckpointStore store) {
        ((TextCheckpointStore) store).close();
    }

    @Test
    void hasItsCheckpointsButNoOwnersAfterItWasClosed() throws Exception {
        update(checkpointOf("$Default", "0", 10, "1024"));
        claim(claimOf("0", "a", null));
        closeStore();

        openStore();

        assertThat(checkpoints("$Default").get(0).getSequenceNumber()).isEqualTo(10);
        assertThat(ownerships("$Default")).isEmpty();
        assertThat(claim(claimOf("0", "b", null))).hasSize(1);
    }

    @Test
    void doesNotGrowWithTheNumberOfCheckpoints() throws IOException {
        for (int i = 1; i <= 3_000; i++) {
            update(checkpointOf("$Default", Integer.toString(i % 8), i, Long.toString(i * 64L)));
        }

        assertThat(Files.size(file())).isLessThan(2L << 20);
    }

    @Test
    void keepsWhatItConfirmedThroughKillsAtRandomMoments() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        closeStore();
        for (int round = 0; round < 3; round++) {
            long confirmed;
            Process writer = writer();
            try {
                confirmed = confirmedBefore(writer, 20 + random.nextInt(200));
            } finally {
                writer.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }
            openStore();

            assertThat(CheckpointWriter.sequence(store()))
                    .as("seed %d, round %d", seed, round)
                    .isGreaterThanOrEqualTo(confirmed);
            closeStore();
        }
        openStore();
    }

    @Test
    void afterADiskWasFullItAnswersAgainAsItConfirmed() throws Exception {
        try (FaultyDisk disk = new FaultyDisk(folder.resolve("full.mv"));
                TextCheckpointStore small = new TextCheckpointStore(FileTexts.open(disk::open, () -> 1))) {
            String etag = claim(small, claimOf("0", "a", null)).get(0).getETag();
            update(small, checkpointOf("$Default", "0", 10, "1024"));

            disk.isFull();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> update(small, checkpointOf("$Default", "0", 11, "1088")))
                        .rootCause()
                        .hasMessage("No space left on device");
            }
            disk.isWell();

            assertThat(checkpoints(small, "$Default").get(0).getSequenceNumber())
                    .isEqualTo(10);
            update(small, checkpointOf("$Default", "0", 11, "1088"));
            assertThat(checkpoints(small, "$Default").get(0).getSequenceNumber())
                    .isEqualTo(11);
            assertThat(claim(small, claimOf("0", "a", etag)))
                    .as("a claim of the partition's owner")
                    .hasSize(1);
        }
    }

    @Test
    void aCheckpointThatNobodyWaitsForAnyMoreHarmsNoOther() throws Exception {
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (FaultyDisk disk = new FaultyDisk(folder.resolve("slow.mv"));
                TextCheckpointStore slow = new TextCheckpointStore(FileTexts.open(disk::open, () -> 1))) {
            disk.onSync(() -> {
                writes.countDown();
                try {
                    goOn.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    // As the operating system would have it: the interrupt ends the write, and closes the file.
                    Thread.currentThread().interrupt();
                }
            });
            Disposable first = slow.updateCheckpoint(checkpointOf("$Default", "0", 10, "1024"))
                    .subscribe();
            assertThat(writes.await(20, TimeUnit.SECONDS)).isTrue();

            first.dispose();
            goOn.countDown();

            update(slow, checkpointOf("$Default", "1", 11, "1088"));
            assertThat(checkpoints(slow, "$Default")).hasSize(2);
        }
    }

    private Process writer() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CheckpointWriter.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads confirmations until there are enough, and gives the last one that was read. */
    private static long confirmedBefore(Process writer, int enough) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
        long last = 0;
        for (int i = 0; i < enough; i++) {
            String line = lines.readLine();
            assertThat(line).as("the writer ended").isNotNull();
            last = Long.parseLong(line);
        }
        return last;
    }

    @Test
    void refusesAFileThatAnotherHasOpen() {
        assertThatThrownBy(this::open)
                .isInstanceOf(CheckpointStoreException.class)
                .hasMessage("file '" + file() + "' is in use by another process; stop that one, or give each its own"
                        + " file: a file serves one replica");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        Path file = folder.resolve("absent").resolve("checkpoints.mv");

        assertThatThrownBy(() -> CheckpointStores.file(file))
                .isInstanceOf(CheckpointStoreException.class)
                .hasMessage("the folder of '" + file + "' does not exist; create it");
    }

    @Test
    void refusesAFileOfSomethingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not checkpoints\n".repeat(1000));

        assertThatThrownBy(() -> CheckpointStores.file(file))
                .isInstanceOf(CheckpointStoreException.class)
                .hasMessageStartingWith("file '" + file + "' is not one that checkpoints were written to");
    }

    @Test
    void aCheckpointSaysWhereItIsOrIsRefused() {
        assertThatThrownBy(() -> update(new Checkpoint().setPartitionId("0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A checkpoint of partition 0 must have a sequence number or an offset");
    }
}
