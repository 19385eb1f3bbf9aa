package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.EventProcessorClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends the SDK's processor. Each of its pumps waits on its own thread for that very thread to end, for ten seconds and in vain.
 * Nobody needs to wait for that: once the partitions are given up, other replicas have them.
 */
final class ProcessorEnd {
    private final CompletableFuture<Void> partitionsGivenUp = new CompletableFuture<>();
    private volatile boolean begun;

    /** The store has taken that this replica has no partitions; before the end that means nothing. */
    void partitionsGivenUp() {
        if (begun) {
            partitionsGivenUp.complete(null);
        }
    }

    /**
     * Ends it, and returns when its partitions are given up.
     *
     * @throws TimeoutException if they are not in time
     * @throws ExecutionException if the processor failed
     */
    void end(EventProcessorClient processor, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        begun = true;
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        processor.stop(atMost);
                        stopped.complete(null);
                    } catch (RuntimeException e) {
                        stopped.completeExceptionally(e);
                    }
                },
                "weir-hub-end");
        thread.setDaemon(true);
        thread.start();
        CompletableFuture.anyOf(partitionsGivenUp, stopped).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
