package dev.weir.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.coalesce.StateStore;
import java.nio.file.Files;
import java.nio.file.Path;
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
            assertThat(get(later.load("updates\ngroup:tenant:acme", "job/1"))).isPresent();
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
