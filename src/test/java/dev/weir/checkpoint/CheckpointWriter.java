package dev.weir.checkpoint;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import java.nio.file.Path;
import java.time.Duration;

/** A process that writes checkpoints to a file for as long as it lives, and prints each once it is confirmed. */
final class CheckpointWriter {
    private static final String NAMESPACE = "acme.servicebus.windows.net";
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private CheckpointWriter() {}

    public static void main(String[] arguments) {
        CheckpointStore store = CheckpointStores.file(Path.of(arguments[0]));
        for (long sequence = sequence(store) + 1; ; sequence++) {
            store.updateCheckpoint(new Checkpoint()
                            .setFullyQualifiedNamespace(NAMESPACE)
                            .setEventHubName("writer")
                            .setConsumerGroup("$Default")
                            .setPartitionId("0")
                            .setSequenceNumber(sequence)
                            .setOffsetString(Long.toString(sequence)))
                    .block(AT_MOST);
            System.out.println(sequence);
        }
    }

    /** The sequence number that the store has; 0 where it has none. */
    static long sequence(CheckpointStore store) {
        Checkpoint last = store.listCheckpoints(NAMESPACE, "writer", "$Default").blockLast(AT_MOST);
        return last == null ? 0 : last.getSequenceNumber();
    }
}
