package dev.weir.local.eventhubs;

import static dev.weir.local.eventhubs.HubFixture.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.models.EventPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalEventHubsRetentionTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    private final HubFixture hubs = new HubFixture(
            HubSettings.of("aged", 1).withRetention(Retention.defaults().withMaxAge(HOUR)),
            HubSettings.of("counted", 1).withRetention(Retention.defaults().withMaxEvents(3)),
            HubSettings.of("sized", 1).withRetention(Retention.defaults().withMaxBytes(1 << 20)));

    @Test
    void eventsEndWithTheirAge() {
        // Given
        hubs.hubs().send("aged", NewEvent.of("old"));
        hubs.pass(HOUR.minusMillis(1));
        hubs.hubs().send("aged", NewEvent.of("new"));
        assertThat(hubs.partition("aged", 0).events()).isEqualTo(2);

        // When
        hubs.pass(Duration.ofMillis(1));

        // Then
        assertThat(hubs.partition("aged", 0).firstSequenceNumber()).isEqualTo(1);
        assertThat(bodies(hubs.read("aged", 0, EventPosition.earliest(), 1))).containsExactly("new");
    }

    @Test
    void emptiedPartitionCountsOn() {
        // Given
        hubs.hubs().send("aged", NewEvent.of("old"));
        hubs.pass(HOUR);
        assertThat(hubs.partition("aged", 0).events()).isZero();
        assertThat(hubs.partition("aged", 0).bytes()).isZero();

        // When
        hubs.hubs().send("aged", NewEvent.of("new"));

        // Then
        assertThat(hubs.read("aged", 0, EventPosition.fromSequenceNumber(0), 1)
                        .get(0)
                        .getData()
                        .getSequenceNumber())
                .isEqualTo(1);
    }

    @Test
    void positionBeforeWhatIsKeptBeginsWithTheOldest() {
        // Given
        IntStream.range(0, 5).forEach(i -> hubs.hubs().send("counted", NewEvent.of("event " + i)));

        // When / Then
        assertThat(bodies(hubs.read("counted", 0, EventPosition.fromSequenceNumber(0, true), 3)))
                .containsExactly("event 2", "event 3", "event 4");
        assertThat(bodies(hubs.read("counted", 0, EventPosition.fromOffsetString("0"), 1)))
                .containsExactly("event 2");
    }

    @Test
    void bytesAreBoundedAndTheNewestStay() {
        // Given
        NewEvent event = NewEvent.of("x".repeat(10_000));

        // When
        IntStream.range(0, 1_000).forEach(i -> hubs.hubs().send("sized", event));

        // Then
        PartitionState state = hubs.partition("sized", 0);
        assertThat(state.bytes()).isBetween((1L << 20) - 10_200, 1L << 20);
        assertThat(state.lastSequenceNumber()).isEqualTo(999);
        assertThat(state.events()).isEqualTo(1000 - state.firstSequenceNumber());
    }

    @Test
    void eventLargerThanTheRetentionStaysUntilTheNext() {
        // Given
        hubs.hubs().send("sized", NewEvent.of("small"));

        // When
        hubs.hubs().send("sized", NewEvent.of("x".repeat(2 << 20)));

        // Then
        assertThat(hubs.partition("sized", 0).firstSequenceNumber()).isEqualTo(1);
        assertThat(hubs.partition("sized", 0).events()).isEqualTo(1);
    }

    @Test
    void peekedEventHasWhatWasSent() {
        // Given
        hubs.hubs()
                .send(
                        "aged",
                        0,
                        NewEvent.of("body").withProperty("kind", "created").withPartitionKey("key"));

        // When
        StoredEvent event = hubs.hubs().peek("aged", 0, 0, 10).get(0);

        // Then
        assertThat(event.sequenceNumber()).isZero();
        assertThat(event.offset()).isZero();
        assertThat(event.enqueued()).isEqualTo(HubFixture.START);
        assertThat(event.partitionKey()).contains("key");
        assertThat(event.properties()).containsEntry("kind", "created");
        assertThat(new String(event.body(), StandardCharsets.UTF_8)).isEqualTo("body");
    }
}
