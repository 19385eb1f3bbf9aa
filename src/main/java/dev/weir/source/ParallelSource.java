package dev.weir.source;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several links to one entity that act as one source, so that its messages are decoded on several threads. */
public final class ParallelSource implements Source {
    private final List<Source> links;

    /** @param links of one name and one entity; at least one */
    public ParallelSource(List<? extends Source> links) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("A source needs at least one link");
        }
        this.links = List.copyOf(links);
    }

    @Override
    public String name() {
        return links.get(0).name();
    }

    @Override
    public void start() {
        links.forEach(Source::start);
    }

    @Override
    public void pause() {
        links.forEach(Source::pause);
    }

    @Override
    public void resume() {
        links.forEach(Source::resume);
    }

    @Override
    public CompletionStage<Void> stop() {
        return CompletableFuture.allOf(
                links.stream().map(link -> link.stop().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        links.forEach(Source::close);
    }

    /** That of the first link that is not ready; ready when all are. */
    @Override
    public State state() {
        return links.stream()
                .map(Source::state)
                .filter(state -> !state.ready())
                .findFirst()
                .orElse(State.READY);
    }

    @Override
    public OptionalInt maxAttempts() {
        return links.get(0).maxAttempts();
    }

    @Override
    public LockSettings locks() {
        return links.get(0).locks();
    }
}
