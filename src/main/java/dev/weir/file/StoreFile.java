package dev.weir.file;

import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A file of H2's MVStore that one process has open: it appends what changed and then the new root, so that a kill at any
 * moment leaves the last state that was written whole.
 */
public final class StoreFile {

    private StoreFile() {}

    /**
     * Opens it, and makes it where it does not exist; nothing is written before a commit.
     *
     * @param content what is in it, such as {@code checkpoints}
     * @param anew what it means to begin with an empty one
     * @throws StoreFileException if it can't be opened, or another process has it
     */
    public static MVStore open(Path file, String content, String anew) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StoreFileException("the folder of '" + file + "' does not exist; create it", null);
        }
        try {
            return open(file.toString());
        } catch (MVStoreException e) {
            throw new StoreFileException(text(file, content, anew, e), e);
        }
    }

    /** @param name as H2 knows files, which may be of a file system of its own */
    static MVStore open(String name) {
        MVStore store =
                new MVStore.Builder().fileName(name).autoCommitDisabled().open();
        // Chunks are forced to the disk before others replace them, so none has to outlive its content.
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        return store;
    }

    private static String text(Path file, String content, String anew, MVStoreException failure) {
        return switch (failure.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED ->
                "file '" + file
                        + "' is in use by another process; stop that one, or give each its own file: a file serves"
                        + " one replica";
            case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                "file '" + file + "' is not one that " + content
                        + " were written to, or it is damaged; move it away to start anew, " + anew;
            default ->
                "file '" + file + "' can't be opened: "
                        + String.valueOf(failure.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("") + "; check its rights and the disk";
        };
    }
}
