package dev.weir.checkpoint;

import dev.weir.file.StoreFile;
import dev.weir.file.StoreFileException;
import dev.weir.file.StoreThread;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.StringDataType;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Texts in one file of one process. Each change is on the disk before it is confirmed. */
final class FileTexts implements Texts {
    private final StoreThread<MVStore> thread;
    private final LongSupplier wallMillis;

    private FileTexts(StoreThread<MVStore> thread, LongSupplier wallMillis) {
        this.thread = thread;
        this.wallMillis = wallMillis;
    }

    static FileTexts open(Path file, LongSupplier wallMillis) {
        try {
            return open(() -> StoreFile.open(file, "checkpoints", "from each source's 'start'"), wallMillis);
        } catch (StoreFileException e) {
            throw new CheckpointStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @param file opens it, also in the place of one that has failed */
    static FileTexts open(Supplier<MVStore> file, LongSupplier wallMillis) {
        MVStore store = file.get();
        forgetOwners(store);
        return new FileTexts(StoreThread.start("weir-checkpoints", store, file, Function.identity()), wallMillis);
    }

    /** Whoever starts with the file is alone: owners of an earlier life, killed perhaps, would only have to expire first. */
    private static void forgetOwners(MVStore store) {
        store.getMapNames().stream()
                .filter(name -> name.startsWith(TextCheckpointStore.OWNERSHIP + "|"))
                .toList()
                .forEach(store::removeMap);
        store.commit();
    }

    private static MVMap<String, String> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    @Override
    public Mono<Map<String, String>> all(String map) {
        return ask(store -> new TreeMap<>(map(store, map)), all -> false);
    }

    @Override
    public Mono<Void> put(String map, String key, String text) {
        return ask(
                        store -> {
                            map(store, map).put(key, text);
                            return key;
                        },
                        done -> true)
                .then();
    }

    @Override
    public Mono<Long> claim(String map, String key, String expected, String etag, String owner) {
        return ask(
                        store -> {
                            String current = map(store, map).get(key);
                            if (!(current == null ? "" : Claim.parse(current).etag()).equals(expected)) {
                                return -1L;
                            }
                            long now = wallMillis.getAsLong();
                            map(store, map).put(key, new Claim(etag, now, owner).text());
                            return now;
                        },
                        FileTexts::isClaimed)
                .filter(FileTexts::isClaimed);
    }

    private static boolean isClaimed(long claimedAt) {
        return claimedAt >= 0;
    }

    private <T> Mono<T> ask(Function<MVStore, T> action, Predicate<T> changes) {
        // The file's thread is not lent to who takes the answer, who may wait for another one there.
        return Mono.fromFuture(() -> thread.ask(action, changes)).publishOn(Schedulers.boundedElastic());
    }

    @Override
    public void close() {
        thread.close();
    }
}
