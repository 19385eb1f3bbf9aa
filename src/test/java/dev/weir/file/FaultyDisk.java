package dev.weir.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk with one file of a store, whose writes fail as a test wants it. Safe on any thread. */
public final class FaultyDisk implements AutoCloseable {
    private static final Map<String, FaultyDisk> DISKS = new ConcurrentHashMap<>();
    private static final Fault NONE = () -> {};

    private final String file;
    private volatile Fault onWrite = NONE;
    private volatile Fault onSync = NONE;

    /** What happens before a write, or in its place. */
    public interface Fault {
        void strike() throws IOException;
    }

    public FaultyDisk(Path file) {
        this.file = file.toAbsolutePath().toString();
        FilePath.register(new Files());
        DISKS.put(this.file, this);
    }

    /** Opens the store; makes it where it does not exist. */
    public MVStore open() {
        return StoreFile.open(Files.SCHEME + ":" + file);
    }

    public void isFull() {
        onWrite = () -> {
            throw new IOException("No space left on device");
        };
    }

    public void onSync(Fault fault) {
        onSync = fault;
    }

    public void isWell() {
        onWrite = NONE;
        onSync = NONE;
    }

    @Override
    public void close() {
        DISKS.remove(file);
    }

    /** H2 makes these of their names. */
    public static final class Files extends FilePathWrapper {
        private static final String SCHEME = "faulty";

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new Channel(DISKS.get(getBase().toString()), getBase().open(mode));
        }
    }

    private static final class Channel extends FileBaseDefault {
        private final FaultyDisk disk;
        private final FileChannel file;

        Channel(FaultyDisk disk, FileChannel file) {
            this.disk = disk;
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            disk.onWrite.strike();
            return file.write(bytes, position);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            disk.onSync.strike();
            file.force(metaData);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
