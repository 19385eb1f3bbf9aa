package dev.weir.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreThreadTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final AtomicInteger openings = new AtomicInteger();
    /** So many times it can't be opened again. */
    private volatile int locked;

    private FaultyDisk disk;
    private StoreThread<MVMap<String, String>> thread;

    @BeforeEach
    void start() {
        disk = new FaultyDisk(folder.resolve("store.mv"));
        thread = StoreThread.start("test-store", disk.open(), this::open, store -> store.openMap("texts"));
    }

    private MVStore open() {
        if (openings.incrementAndGet() <= locked) {
            throw new StoreFileException("locked", null);
        }
        return disk.open();
    }

    @AfterEach
    void close() {
        thread.close();
        disk.close();
    }

    @Test
    void whatComesWhileItWritesSharesTheNextWrite() throws Exception {
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger syncs = new AtomicInteger();
        disk.onSync(() -> {
            syncs.incrementAndGet();
            writes.countDown();
            await(goOn);
        });
        CompletableFuture<String> first = put("a", "1");
        await(writes);

        List<CompletableFuture<String>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(put("b" + i, "1"));
        }
        assertThat(first).isNotDone();
        goOn.countDown();

        get(first);
        for (CompletableFuture<String> other : others) {
            get(other);
        }
        // A store may sync on its own account, too, where it gives room back.
        assertThat(syncs.get()).isLessThan(others.size());
    }

    @Test
    void whatChangesNothingIsNotWritten() throws Exception {
        get(put("a", "1"));
        disk.isFull();
        disk.onSync(() -> {
            throw new IOException("written");
        });

        assertThat(get(texts("a"))).isEqualTo("1");
    }

    @Test
    void aTaskThatFailsFailsAlone() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> before = occupyUntil(goOn);
        CompletableFuture<String> good = put("a", "1");
        CompletableFuture<String> bad = thread.ask(
                texts -> {
                    throw new IllegalArgumentException("bad");
                },
                done -> true);
        CompletableFuture<String> another = put("b", "1");
        goOn.countDown();

        assertThatThrownBy(() -> get(bad)).hasRootCauseMessage("bad");
        assertThat(get(before)).isTrue();
        get(good);
        get(another);
        assertThat(openings).hasValue(0);
    }

    @Test
    void aWriteThatFailsFailsAllThatSharedItWhatTheySawIncluded() throws Exception {
        get(put("a", "1"));
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> before = occupyUntil(goOn);
        CompletableFuture<String> change = put("a", "2");
        CompletableFuture<String> look = texts("a");
        disk.isFull();
        goOn.countDown();

        assertThat(get(before)).isTrue();
        assertThatThrownBy(() -> get(change)).hasRootCauseMessage("No space left on device");
        assertThatThrownBy(() -> get(look)).hasRootCauseMessage("No space left on device");
        assertThat(get(texts("a"))).isEqualTo("1");
    }

    @Test
    void aSyncThatFailsConfirmsNothing() throws Exception {
        get(put("a", "1"));
        disk.onSync(() -> {
            throw new IOException("Input/output error");
        });

        assertThatThrownBy(() -> get(put("a", "2"))).hasRootCauseMessage("Input/output error");
        disk.isWell();

        get(put("b", "1"));
        assertThat(openings).hasValue(1);
    }

    @Test
    void anErrorIsToldAndWhatIsAskedThenIsAnswered() throws Exception {
        get(put("a", "1"));
        disk.onSync(() -> {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        });
        assertThatThrownBy(() -> get(put("b", "1"))).hasCauseInstanceOf(InternalError.class);
        disk.isWell();

        CompletableFuture<String> torn = thread.ask(
                texts -> {
                    texts.put("a", "half");
                    throw new StackOverflowError();
                },
                done -> true);

        assertThatThrownBy(() -> get(torn)).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(get(texts("a"))).isEqualTo("1");
    }

    @Test
    void whileItCantBeOpenedAgainAllIsToldSo() throws Exception {
        get(put("a", "1"));
        locked = 2;
        disk.isFull();
        assertThatThrownBy(() -> get(put("a", "2"))).hasRootCauseMessage("No space left on device");
        disk.isWell();

        assertThatThrownBy(() -> get(texts("a"))).hasRootCauseMessage("locked");
        assertThatThrownBy(() -> get(put("a", "2"))).hasRootCauseMessage("locked");

        assertThat(get(texts("a"))).isEqualTo("1");
        assertThat(openings).hasValue(3);
    }

    @Test
    void itClosesTheFileThoughTheDiskIsFull() throws Exception {
        get(put("a", "1"));
        disk.isFull();

        thread.close();

        disk.isWell();
        try (MVStore later = disk.open()) {
            assertThat(later.<String, String>openMap("texts")).containsEntry("a", "1");
        }
    }

    @Test
    void whatWasAskedBeforeTheCloseIsDoneAndNothingThen() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> before = occupyUntil(goOn);
        CompletableFuture<String> last = put("a", "1");
        Thread closing = new Thread(thread::close);
        closing.start();
        goOn.countDown();
        closing.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));

        assertThat(before).isCompletedWithValue(true);
        assertThat(last).isCompleted();
        assertThatThrownBy(() -> get(texts("a"))).hasRootCauseMessage("The file is closed");
    }

    /** What is asked for after this waits in the queue. */
    private CompletableFuture<Boolean> occupyUntil(CountDownLatch goOn) {
        CountDownLatch runs = new CountDownLatch(1);
        CompletableFuture<Boolean> done = thread.ask(
                texts -> {
                    runs.countDown();
                    return await(goOn);
                },
                any -> false);
        await(runs);
        return done;
    }

    private CompletableFuture<String> put(String key, String text) {
        return thread.ask(
                texts -> {
                    texts.put(key, text);
                    return text;
                },
                done -> true);
    }

    private CompletableFuture<String> texts(String key) {
        return thread.ask(texts -> texts.getOrDefault(key, ""), found -> false);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
