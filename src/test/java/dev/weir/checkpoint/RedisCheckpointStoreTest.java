package dev.weir.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.eventhubs.CheckpointStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisCheckpointStoreTest extends CheckpointStoreContract {
    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static RedisServer server;

    @BeforeAll
    static void startRedis() throws Exception {
        server = RedisServer.start(folder);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopRedis() throws Exception {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    CheckpointStore open() {
        return CheckpointStores.redis(vertx, server.url());
    }

    @Override
    void close(CheckpointStore store) {
        ((TextCheckpointStore) store).close();
    }

    @Test
    void anotherReplicaSeesIt() throws Exception {
        update(checkpointOf("$Default", "0", 10, "1024"));
        CheckpointStore other = open();
        try {
            assertThat(checkpoints(other, "$Default").get(0).getSequenceNumber())
                    .isEqualTo(10);
            assertThat(claim(claimOf("0", "a", null))).hasSize(1);
            assertThat(claim(other, claimOf("0", "b", null))).isEmpty();
        } finally {
            close(other);
        }
    }

    @Test
    void failsWhereThereIsNoRedis() {
        CheckpointStore absent = CheckpointStores.redis(vertx, "redis://127.0.0.1:1");

        assertThatThrownBy(() -> checkpoints(absent, "$Default")).hasMessageContaining("Connection refused");
    }

    @Test
    void refusesAUrlOfSomethingElse() {
        assertThatThrownBy(() -> CheckpointStores.redis(vertx, "http://127.0.0.1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
