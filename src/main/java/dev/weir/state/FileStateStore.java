package dev.weir.state;

import dev.weir.coalesce.StateStore;
import dev.weir.file.StoreFile;
import dev.weir.file.StoreFileException;
import dev.weir.file.StoreThread;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/**
 * States in one file of one process, by H2's MVStore: a kill at any moment leaves what was confirmed before it. One thread
 * does all of it; changes that come while it writes share the next write. What its queue holds is bounded by the bridge's
 * publishes in flight and the deliveries that it holds.
 */
public final class FileStateStore implements StateStore {
    private final StoreThread<StateMaps> thread;

    private FileStateStore(StoreThread<StateMaps> thread) {
        this.thread = thread;
    }

    /**
     * Opens a file that this process alone may have open; makes it where it does not exist.
     *
     * @throws StateStoreException if it can't be opened, or another process has it
     */
    public static FileStateStore open(Path file) {
        try {
            return open(() -> StoreFile.open(file, "states", "with clients that get whole states"));
        } catch (StoreFileException e) {
            throw new StateStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @param file opens it, also in the place of one that has failed */
    static FileStateStore open(Supplier<MVStore> file) {
        return new FileStateStore(StoreThread.start("weir-state", file.get(), file, StateMaps::new));
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public CompletionStage<Optional<Kept>> load(String lane, String entity) {
        return thread.ask(maps -> maps.load(lane, entity), found -> false);
    }

    @Override
    public CompletionStage<Map<String, Optional<Kept>>> change(
            String lane, String epoch, long seq, List<Change> changes) {
        return thread.ask(maps -> maps.change(lane, epoch, seq, changes), refused -> true);
    }

    @Override
    public CompletionStage<LaneContent> content(String lane) {
        return thread.ask(maps -> maps.content(lane), content -> false);
    }

    @Override
    public CompletionStage<List<Due>> due(long before, long again, int most) {
        return thread.ask(maps -> maps.due(before, again, most), found -> !found.isEmpty());
    }

    @Override
    public void close() {
        thread.close();
    }
}
