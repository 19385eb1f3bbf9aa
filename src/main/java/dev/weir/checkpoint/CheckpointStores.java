package dev.weir.checkpoint;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.storage.blob.BlobContainerClientBuilder;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** Makes checkpoint stores. Stateless. */
public final class CheckpointStores {
    private static final String REDIS_PREFIX = "weir|";

    private CheckpointStores() {}

    /** Ends with the process: after a start, each source begins at its start position. */
    public static TextCheckpointStore memory() {
        return new TextCheckpointStore(new MemoryTexts(System::currentTimeMillis));
    }

    /**
     * In a file that this process alone may have open.
     *
     * @throws CheckpointStoreException if it can't be opened, or another process has it
     */
    public static TextCheckpointStore file(Path file) {
        return new TextCheckpointStore(FileTexts.open(file, System::currentTimeMillis));
    }

    /**
     * In Redis, for any number of replicas. Connects when it is first asked.
     *
     * @param url {@code redis://[:PASSWORD@]HOST[:PORT][/DATABASE]}, or {@code rediss} for TLS: a secret
     * @throws IllegalArgumentException if it is none
     */
    public static TextCheckpointStore redis(Vertx vertx, String url) {
        return new TextCheckpointStore(new RedisTexts(vertx, url, REDIS_PREFIX));
    }

    /** In a container of blob storage that exists, for any number of replicas. Connects when it is first asked. */
    public static CheckpointStore blob(Vertx vertx, String connectionString, String container) {
        return new BlobCheckpoints(
                builder(vertx).connectionString(connectionString).containerName(container));
    }

    /** The same, with a credential; {@code url} is the container's. */
    public static CheckpointStore blob(Vertx vertx, String url, TokenCredential credential) {
        return new BlobCheckpoints(builder(vertx).endpoint(url).credential(credential));
    }

    private static BlobContainerClientBuilder builder(Vertx vertx) {
        HttpClient http = new VertxHttpClientBuilder().vertx(vertx).build();
        return new BlobContainerClientBuilder().httpClient(http);
    }
}
