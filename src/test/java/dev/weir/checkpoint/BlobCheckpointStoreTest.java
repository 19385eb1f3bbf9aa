package dev.weir.checkpoint;

import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.storage.blob.BlobContainerClientBuilder;
import dev.weir.contract.Azurite;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Blob storage on a real Azurite, where there is Node to run it. */
class BlobCheckpointStoreTest extends CheckpointStoreContract {
    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static Azurite azurite;

    @BeforeAll
    static void startAzurite() throws Exception {
        azurite = Azurite.start(folder);
        vertx = Vertx.vertx();
        new BlobContainerClientBuilder()
                .httpClient(new VertxHttpClientBuilder().vertx(vertx).build())
                .connectionString(azurite.connectionString())
                .containerName("weir")
                .buildClient()
                .create();
    }

    @AfterAll
    static void stopAzurite() throws Exception {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        if (azurite != null) {
            azurite.close();
        }
    }

    @Override
    CheckpointStore open() {
        return CheckpointStores.blob(vertx, azurite.connectionString(), "weir");
    }

    @Override
    void close(CheckpointStore store) {
        // It holds nothing of its own.
    }
}
