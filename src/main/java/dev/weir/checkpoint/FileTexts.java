package dev.weir.checkpoint;

import dev.weir.file.StoreFile;
import dev.weir.file.StoreFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.StringDataType;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Texts in one file of one process. Each change is on the disk before it is confirmed. */
final class FileTexts implements Texts {
    private final MVStore store;
    private final LongSupplier wallMillis;

    private FileTexts(MVStore store, LongSupplier wallMillis) {
        this.store = store;
        this.wallMillis = wallMillis;
    }

    static FileTexts open(Path file, LongSupplier wallMillis) {
        try {
            MVStore store = StoreFile.open(file, "checkpoints", "from each source's 'start'");
            forgetOwners(store);
            return new FileTexts(store, wallMillis);
        } catch (StoreFileException e) {
            throw new CheckpointStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whoever opens the file is alone: owners of an earlier life, killed perhaps, would only have to expire first. */
    private static void forgetOwners(MVStore store) {
        store.getMapNames().stream()
                .filter(name -> name.startsWith(TextCheckpointStore.OWNERSHIP + "|"))
                .toList()
                .forEach(store::removeMap);
        store.commit();
    }

    private MVMap<String, String> map(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    @Override
    public Mono<Map<String, String>> all(String map) {
        return blocking(() -> new TreeMap<>(map(map)));
    }

    @Override
    public Mono<Void> put(String map, String key, String text) {
        return blocking(() -> {
                    map(map).put(key, text);
                    write();
                    return key;
                })
                .then();
    }

    @Override
    public Mono<Long> claim(String map, String key, String expected, String etag, String owner) {
        return Mono.defer(() -> blocking(() -> {
                    String current = map(map).get(key);
                    if (!(current == null ? "" : Claim.parse(current).etag()).equals(expected)) {
                        return -1L;
                    }
                    long now = wallMillis.getAsLong();
                    map(map).put(key, new Claim(etag, now, owner).text());
                    write();
                    return now;
                }))
                .filter(claimedAt -> claimedAt >= 0);
    }

    private void write() {
        store.commit();
        store.sync();
    }

    private <T> Mono<T> blocking(Callable<T> action) {
        return Mono.fromCallable(() -> {
                    synchronized (store) {
                        return action.call();
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void close() {
        synchronized (store) {
            store.close();
        }
    }
}
