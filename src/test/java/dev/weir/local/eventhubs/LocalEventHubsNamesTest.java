package dev.weir.local.eventhubs;

import static dev.weir.local.eventhubs.HubFixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubProperties;
import com.azure.messaging.eventhubs.PartitionProperties;
import com.azure.messaging.eventhubs.models.EventPosition;
import dev.weir.local.LocalAmqp;
import dev.weir.local.servicebus.QueueSettings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalEventHubsNamesTest {
    @RegisterExtension
    private final HubFixture hubs =
            new HubFixture(HubSettings.of("Orders", 3).withConsumerGroups("billing"), HubSettings.of("single", 1));

    @Test
    void propertiesOfAHubAreRead() {
        // When
        EventHubProperties properties = hubs.producer("orders").getEventHubProperties();

        // Then
        assertThat(properties.getName()).isEqualTo("Orders");
        assertThat(properties.getCreatedAt()).isEqualTo(START);
        assertThat(properties.getPartitionIds()).containsExactly("0", "1", "2");
    }

    @Test
    void propertiesOfAPartitionAreRead() {
        // Given
        hubs.send("single", 0, "a", "b");
        hubs.pass(Duration.ofSeconds(5));

        // When
        PartitionProperties properties = hubs.producer("single").getPartitionProperties("0");

        // Then
        assertThat(properties.getEventHubName()).isEqualTo("single");
        assertThat(properties.getId()).isEqualTo("0");
        assertThat(properties.getBeginningSequenceNumber()).isZero();
        assertThat(properties.getLastEnqueuedSequenceNumber()).isEqualTo(1);
        assertThat(properties.getLastEnqueuedOffset())
                .isEqualTo(Long.toString(hubs.partition("single", 0).lastOffset()));
        assertThat(properties.getLastEnqueuedTime()).isEqualTo(START);
        assertThat(properties.isEmpty()).isFalse();
    }

    @Test
    void partitionThatNeverHadAnEventSaysSo() {
        // When
        PartitionProperties properties = hubs.producer("single").getPartitionProperties("0");

        // Then
        assertThat(properties.isEmpty()).isTrue();
        assertThat(properties.getLastEnqueuedSequenceNumber()).isEqualTo(-1);
        assertThat(properties.getLastEnqueuedOffset()).isEqualTo("-1");
        assertThat(properties.getLastEnqueuedTime()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
    }

    @Test
    void unknownHubIsNotFound() {
        assertThatThrownBy(() -> hubs.producer("nothing").getEventHubProperties())
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND))
                .hasMessageContaining("The messaging entity 'nothing' could not be found");
        assertThatThrownBy(() -> hubs.read("nothing", 0, EventPosition.earliest(), 1))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND));
    }

    @Test
    void unknownPartitionIsOutOfRange() {
        String refusal = "The specified partition is invalid for an EventHub partition sender or receiver. It should be"
                + " between 0 and 2.";
        assertThatThrownBy(() -> hubs.producer("orders").getPartitionProperties("3"))
                .hasMessageContaining(refusal);
        assertThatThrownBy(() -> hubs.read("orders", 3, EventPosition.earliest(), 1))
                .hasMessageContaining(refusal);
        assertThatThrownBy(() -> hubs.send("orders", 3, "event")).hasMessageContaining(refusal);
    }

    @Test
    void unknownConsumerGroupIsNotFound() {
        // Given
        var consumer =
                hubs.closing(hubs.clients("orders").consumerGroup("nothing").buildAsyncConsumerClient());

        // When / Then
        assertThatThrownBy(() -> consumer.receiveFromPartition("0", EventPosition.earliest())
                        .blockFirst(HubFixture.PATIENCE))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND))
                .hasMessageContaining("consumergroups/nothing/partitions/0' could not be found");
    }

    @Test
    void consumerGroupIsFoundInAnyCase() {
        // Given
        hubs.send("orders", 1, "event");
        var consumer =
                hubs.closing(hubs.clients("ORDERS").consumerGroup("Billing").buildAsyncConsumerClient());

        // When
        var event = consumer.receiveFromPartition("1", EventPosition.earliest()).blockFirst(HubFixture.PATIENCE);

        // Then
        assertThat(event).isNotNull();
        assertThat(event.getData().getBodyAsString()).isEqualTo("event");
    }

    @Test
    void positionThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> hubs.read("single", 0, EventPosition.fromOffsetString("x' or 1=1"), 1))
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.ARGUMENT_ERROR))
                .hasMessageContaining("The filter 'amqp.annotation.x-opt-offset > 'x' or 1=1'' is invalid.");
    }

    @Test
    void hubAndQueueCannotShareAName() {
        assertThatThrownBy(() -> hubs.port().serviceBus().createQueue(QueueSettings.of("orders")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'orders' needs another name: there is a hub of this name in the Event Hubs of the same"
                        + " port");
        LocalAmqp.Builder builder =
                LocalAmqp.builder().queue(QueueSettings.of("both")).hub(HubSettings.of("Both", 1));
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hub 'Both' needs another name: there is an entity of this name in the Service Bus of the"
                        + " same port");
    }
}
