package dev.weir.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.coalesce.StateStore;
import dev.weir.file.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreTest extends StateStoreContract {
    @TempDir
    Path folder;

    private FileStateStore store;

    @BeforeEach
    void open() {
        store = FileStateStore.open(folder.resolve("states.mv"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    StateStore store() {
        return store;
    }

    @Test
    void whatWasConfirmedIsThereAfterAKill() throws Exception {
        put("job/1", 0, "1");
        Path copy = folder.resolve("as-killed.mv");
        Files.copy(folder.resolve("states.mv"), copy);

        try (FileStateStore later = FileStateStore.open(copy)) {
            assertThat(get(later.load(LANE, "job/1"))).isPresent();
        }
    }

    @Test
    void afterADiskWasFullItAnswersAgainAsItConfirmed() throws Exception {
        try (FaultyDisk disk = new FaultyDisk(folder.resolve("full.mv"));
                FileStateStore small = FileStateStore.open(disk::open)) {
            get(small.change(LANE, "e", 1, List.of(change("job/1", 0, "1"))));

            disk.isFull();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> get(small.change(LANE, "e", 2, List.of(change("job/1", 1, "2")))))
                        .rootCause()
                        .hasMessage("No space left on device");
            }
            disk.isWell();

            assertThat(get(small.load(LANE, "job/1")).orElseThrow().stamp()).isEqualTo(1);
            assertThat(get(small.content(LANE)).epochs()).containsOnly(Map.entry("e", 1L));
            assertThat(get(small.change(LANE, "e", 2, List.of(change("job/1", 1, "2")))))
                    .isEmpty();
            assertThat(get(small.load(LANE, "job/1")).orElseThrow().stamp()).isEqualTo(2);
        }
    }

    @Test
    void whereNothingIsDueNothingIsWritten() throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        try (FaultyDisk disk = new FaultyDisk(folder.resolve("idle.mv"));
                FileStateStore idle = FileStateStore.open(disk::open)) {
            get(idle.change(LANE, "", 0, List.of(change("job/1", 0, "1", 5_000))));
            disk.onSync(syncs::incrementAndGet);

            assertThat(get(idle.due(5_000, 6_000, 9))).isEmpty();
            assertThat(syncs).hasValue(0);

            assertThat(get(idle.due(5_001, 6_000, 9))).hasSize(1);
            assertThat(syncs).hasPositiveValue();
        }
    }

    @Test
    void aFileServesOneProcess() {
        Path file = folder.resolve("states.mv");

        assertThatThrownBy(() -> FileStateStore.open(file))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("is in use by another process");
    }

    @Test
    void aFileOfSomethingElseIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("other.mv"), "x".repeat(10_000));

        assertThatThrownBy(() -> FileStateStore.open(file))
                .hasMessageContaining("is not one that states were written to");
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        assertThatThrownBy(() -> FileStateStore.open(folder.resolve("no/states.mv")))
                .hasMessageContaining("does not exist; create it");
    }
}
