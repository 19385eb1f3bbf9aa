package dev.weir.local.eventhubs;

import static dev.weir.local.eventhubs.HubFixture.PATIENCE;
import static dev.weir.local.eventhubs.HubFixture.bodies;
import static dev.weir.local.eventhubs.HubFixture.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalEventHubsReadersTest {
    @RegisterExtension
    private final HubFixture hubs = new HubFixture(HubSettings.of("orders", 2));

    @Test
    void equalEpochDisplacesTheReaderThatWasThere() {
        // Given
        AtomicReference<Throwable> end = startReading(new ReceiveOptions().setOwnerLevel(3L), 1);

        // When
        startReading(new ReceiveOptions().setOwnerLevel(3L), 1);

        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> end.get() != null);
        assertThat(end.get())
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN))
                .hasMessageContaining("with higher epoch of '3' is created hence current receiver")
                .hasMessageContaining("with epoch '3' is getting disconnected");
    }

    @Test
    void epochDisplacesReadersWithoutOne() {
        // Given
        AtomicReference<Throwable> end = startReading(new ReceiveOptions(), 1);

        // When
        startReading(new ReceiveOptions().setOwnerLevel(0L), 1);

        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> end.get() != null);
        assertThat(end.get())
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN));
    }

    @Test
    void lowerEpochIsRefusedAndTheReaderStays() {
        // Given
        AtomicReference<Throwable> end = startReading(new ReceiveOptions().setOwnerLevel(3L), 1);

        // When / Then
        assertThatThrownBy(() -> read(
                        hubs.consumer("orders"),
                        0,
                        EventPosition.earliest(),
                        new ReceiveOptions().setOwnerLevel(2L),
                        1))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN))
                .hasMessageContaining("with a higher epoch '3' already exists")
                .hasMessageContaining("with epoch 2 cannot be created");
        assertThat(end.get()).isNull();
        assertThat(hubs.partition("orders", 0).readers()).isEqualTo(1);
    }

    @Test
    void readerWithoutAnEpochIsRefusedWhileThereIsOneWith() {
        // Given
        startReading(new ReceiveOptions().setOwnerLevel(3L), 1);

        // When / Then
        assertThatThrownBy(() -> hubs.read("orders", 0, EventPosition.earliest(), 1))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN))
                .hasMessageContaining("At least one receiver for the endpoint is created with epoch of '3', and so"
                        + " non-epoch receiver is not allowed.");
    }

    @Test
    void epochIsForgottenWithItsReader() {
        // Given
        hubs.send("orders", 0, "event");
        read(hubs.consumer("orders"), 0, EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(3L), 1);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> hubs.partition("orders", 0).readers() == 0);

        // When / Then
        assertThat(bodies(hubs.read("orders", 0, EventPosition.earliest(), 1))).containsExactly("event");
    }

    @Test
    void sixthReaderOfAGroupAndPartitionIsRefused() {
        // Given
        for (int readers = 1; readers <= 5; readers++) {
            startReading(new ReceiveOptions(), readers);
        }

        // When / Then
        assertThatThrownBy(() -> hubs.read("orders", 0, EventPosition.earliest(), 1))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.RESOURCE_LIMIT_EXCEEDED))
                .hasMessageContaining("Exceeded the maximum number of allowed receivers per partition in a consumer"
                        + " group which is 5. List of connected receivers - ");
    }

    @Test
    void allReadersGetEveryEvent() {
        // Given
        List<String> bodies = List.of("a", "b", "c");

        // When
        hubs.send("orders", 0, "a", "b", "c");

        // Then
        for (int reader = 0; reader < 5; reader++) {
            assertThat(bodies(hubs.read("orders", 0, EventPosition.earliest(), 3)))
                    .isEqualTo(bodies);
        }
    }

    @Test
    void deletedHubEndsItsReaders() {
        // Given
        AtomicReference<Throwable> end = startReading(new ReceiveOptions(), 1);

        // When
        boolean deleted = hubs.hubs().deleteHub("ORDERS");

        // Then
        assertThat(deleted).isTrue();
        Awaitility.await().atMost(PATIENCE).until(() -> end.get() != null);
        assertThat(end.get()).hasMessageContaining("The messaging entity 'orders' could not be found");
        assertThat(hubs.hubs().hubs()).isEmpty();
    }

    private AtomicReference<Throwable> startReading(ReceiveOptions options, int readersThen) {
        AtomicReference<Throwable> end = new AtomicReference<>();
        var reading = hubs.consumer("orders")
                .receiveFromPartition("0", EventPosition.earliest(), options)
                .subscribe(event -> {}, end::set);
        hubs.closing(reading::dispose);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> hubs.partition("orders", 0).readers() == readersThen);
        return end;
    }
}
