package dev.weir.source.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import dev.weir.checkpoint.CheckpointStores;
import dev.weir.checkpoint.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** On which threads the SDK hears of partitions; with a real Redis, which answers on Vert.x' loops. */
class OwnershipWatchTest {
    @Test
    void theSdkMayWaitWhereItHearsOfPartitions(@TempDir Path folder) throws Exception {
        try (RedisServer redis = RedisServer.start(folder)) {
            Vertx vertx = Vertx.vertx();
            try {
                CheckpointStore watch = new OwnershipWatch(CheckpointStores.redis(vertx, redis.url()), new Unmoved());

                assertThat(isOnLoop(watch.claimOwnership(List.of(claim())))).isFalse();
                assertThat(isOnLoop(watch.listOwnership("bus", "fleet", "$Default")))
                        .isFalse();
                assertThat(isOnLoop(watch.listCheckpoints("bus", "fleet", "$Default")))
                        .isFalse();
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static Boolean isOnLoop(Flux<?> answer) {
        return answer.collectList().map(all -> Context.isOnEventLoopThread()).block(Duration.ofSeconds(30));
    }

    private static PartitionOwnership claim() {
        return new PartitionOwnership()
                .setFullyQualifiedNamespace("bus")
                .setEventHubName("fleet")
                .setConsumerGroup("$Default")
                .setPartitionId("0")
                .setOwnerId("a");
    }

    private static final class Unmoved implements OwnershipWatch.Listener {
        @Override
        public void seen(PartitionOwnership ownership) {}

        @Override
        public void listed() {}

        @Override
        public void claimed() {}

        @Override
        public void givenUp() {}

        @Override
        public void claimFailed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
