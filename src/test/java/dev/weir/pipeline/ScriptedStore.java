package dev.weir.pipeline;

import dev.weir.coalesce.StateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store in memory that answers when it is told to. */
final class ScriptedStore implements StateStore {
    private final Map<String, Kept> states = new TreeMap<>();
    private final Map<String, Due> due = new TreeMap<>();
    private final Map<String, Long> dueAt = new TreeMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    boolean answers = true;
    boolean down;
    boolean forgetOnLoad;
    boolean shared = true;
    int loads;
    /** After what was asked for, when it is due again. */
    final List<Duration> postponed = new ArrayList<>();

    void breakUp(String entity) {
        Kept broken = new Kept(states.get(entity).stamp(), "no state".getBytes(StandardCharsets.UTF_8));
        states.put(entity, broken);
        due.computeIfPresent(entity, (name, known) -> new Due(known.lane(), name, broken));
    }

    /** As a store that lost what it had confirmed. */
    void putBack(String entity, Kept older) {
        states.put(entity, older);
    }

    Optional<Kept> kept(String entity) {
        return Optional.ofNullable(states.get(entity));
    }

    void answer() {
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    private <T> CompletionStage<T> later(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Runnable task = () -> {
            if (down) {
                done.completeExceptionally(new IOException("down"));
            } else {
                done.complete(action.get());
            }
        };
        if (answers) {
            task.run();
        } else {
            waiting.add(task);
        }
        return done;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public CompletionStage<Optional<Kept>> load(String lane, String entity) {
        loads++;
        return later(() -> forgetOnLoad ? Optional.empty() : kept(entity));
    }

    @Override
    public CompletionStage<Map<String, Optional<Kept>>> change(
            String lane, String epoch, long seq, List<Change> changes) {
        return later(() -> {
            Map<String, Optional<Kept>> refused = new HashMap<>();
            for (Change change : changes) {
                long stamp = kept(change.entity()).map(Kept::stamp).orElse(0L);
                if (stamp != change.expected()) {
                    refused.put(change.entity(), kept(change.entity()));
                } else {
                    put(lane, change, new Kept(change.stamp(), change.text()));
                }
            }
            epochs.put(epoch, seq);
            return refused;
        });
    }

    private void put(String lane, Change change, Kept kept) {
        String entity = change.entity();
        dueAt.put(entity, change.dueAt());
        due.put(entity, new Due(lane, entity, kept));
        if (kept.text().length == 0) {
            states.remove(entity);
        } else {
            states.put(entity, kept);
        }
    }

    @Override
    public CompletionStage<List<Due>> due(long before, long again, int most) {
        postponed.add(Duration.ofMillis(again - before));
        return later(() -> {
            List<Due> found = due.values().stream()
                    .filter(one -> dueAt.get(one.entity()) < before && states.containsKey(one.entity()))
                    .limit(most)
                    .toList();
            found.forEach(one -> dueAt.put(one.entity(), again));
            return found;
        });
    }

    @Override
    public CompletionStage<LaneContent> content(String lane) {
        return later(() -> new LaneContent(Map.copyOf(states), Map.copyOf(epochs)));
    }

    @Override
    public void close() {}
}
