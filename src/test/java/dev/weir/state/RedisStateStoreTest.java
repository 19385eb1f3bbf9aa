package dev.weir.state;

import dev.weir.checkpoint.RedisServer;
import dev.weir.coalesce.StateStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RedisStateStoreTest extends StateStoreContract {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private RedisServer server;
    private RedisStateStore store;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start(folder);
        store = new RedisStateStore(vertx, server.url());
    }

    @AfterEach
    void stop() throws Exception {
        if (store != null) {
            store.close();
        }
        if (server != null) {
            server.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    StateStore store() {
        return store;
    }
}
