package dev.weir.source.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.eventhubs.CheckpointStore;
import dev.weir.checkpoint.CheckpointStores;
import dev.weir.contract.Azurite;
import dev.weir.source.Source;
import dev.weir.source.eventhubs.HubFixture.Taken;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container of checkpoints that can't be used keeps a source unready, which says what to do, and takes nothing. */
class CheckpointTroubleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static Azurite azurite;

    @BeforeAll
    static void startAzurite() throws Exception {
        azurite = Azurite.start(folder);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopAzurite() {
        if (vertx != null) {
            vertx.close();
        }
        if (azurite != null) {
            azurite.close();
        }
    }

    @Test
    void aWrongKey() {
        azurite.createContainer("wrong-key");

        expect(
                CheckpointStores.blob(vertx, azurite.connectionStringWithAWrongKey(), "wrong-key"),
                "the storage account refuses 'checkpoints' (403); check its key, or give the identity the role 'Storage"
                        + " Blob Data Contributor'");
    }

    @Test
    void noRightToWrite() {
        azurite.createContainer("read-only");

        expect(
                CheckpointStores.blob(vertx, azurite.readOnly("read-only"), "read-only"),
                "the storage account refuses 'checkpoints' (403); check its key, or give the identity the role 'Storage"
                        + " Blob Data Contributor'");
    }

    @Test
    void aContainerThatIsMadeLater() {
        CheckpointStore store = CheckpointStores.blob(vertx, azurite.connectionString(), "later");
        try (HubFixture hub = new HubFixture(2, store)) {
            Taken taken = new Taken();
            EventHubsSource source = hub.start(taken);
            hub.send(0, 0, 3);
            awaitTrouble(source, "the container of 'checkpoints' does not exist; create it");

            azurite.createContainer("later");

            await().atMost(PATIENCE).until(() -> taken.size() == 3);
            await().atMost(PATIENCE).until(() -> source.state().ready());
        }
    }

    private static void expect(CheckpointStore store, String trouble) {
        try (HubFixture hub = new HubFixture(2, store)) {
            Taken taken = new Taken();
            hub.send(0, 0, 3);
            EventHubsSource source = hub.start(taken);

            awaitTrouble(source, trouble);

            // Not for a moment does it seem to be well while it can't work.
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !source.state().ready());
            assertThat(taken.size()).isZero();
        }
    }

    private static void awaitTrouble(EventHubsSource source, String trouble) {
        Source.State expected = new Source.State(false, "source 'fleet': " + trouble);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(source.state()).isEqualTo(expected));
    }
}
