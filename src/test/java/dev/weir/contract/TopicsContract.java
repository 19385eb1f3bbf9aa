package dev.weir.contract;

import static dev.weir.contract.Received.bodies;
import static dev.weir.contract.Received.body;
import static dev.weir.contract.Received.nothing;
import static dev.weir.contract.Received.one;
import static dev.weir.contract.Received.peek;
import static dev.weir.contract.Received.some;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A topic whose subscriptions take what their rules let through. */
@Contract
@ResourceLock("events")
abstract class TopicsContract {
    private static final String TOPIC = "events";

    @RegisterExtension
    private final BusClients bus = new BusClients(
            "events/all", "events/correlated", "events/sql", "events/acted", "events/two-rules", "from-topic");

    @Test
    void theDefaultRuleLetsEverythingThrough() {
        // When
        bus.send(TOPIC, "first", "second");

        // Then
        assertThat(bodies(some(bus.deleting("events/all"), 2))).containsExactly("first", "second");
    }

    @Test
    void eachSubscriptionSettlesACopyOfItsOwn() {
        // Given
        bus.send(TOPIC, message("both", "order", "acme", Map.of("region", "eu")));
        ServiceBusReceiverClient all = bus.receiver("events/all");
        ServiceBusReceiverClient correlated = bus.receiver("events/correlated");

        // When
        all.complete(one(all));

        // Then
        assertThat(peek(all)).isEmpty();
        ServiceBusReceivedMessage copy = one(correlated);
        assertThat(body(copy)).isEqualTo("both");
        correlated.complete(copy);
    }

    @Test
    void aCorrelationFilterWantsEveryOneOfItsFields() {
        // When
        bus.send(
                TOPIC,
                message("no region", "order", "acme", Map.of()),
                message("other label", "offer", "acme", Map.of("region", "eu")),
                message("other id", "order", "globex", Map.of("region", "eu")),
                message("other region", "order", "acme", Map.of("region", "us")),
                message("match", "order", "acme", Map.of("region", "eu", "more", 1)));

        // Then
        assertThat(bodies(some(bus.deleting("events/all"), 5))).hasSize(5);
        assertThat(bodies(peek(bus.receiver("events/correlated")))).containsExactly("match");
    }

    @Test
    void anSqlFilterKnowsSystemAndOtherProperties() {
        // When
        bus.send(
                TOPIC,
                message("cheap", "order", "", Map.of("price", 99, "colour", "blue")),
                message("red", "order", "", Map.of("price", 100, "colour", "red")),
                message("other label", "bill", "", Map.of("price", 100, "colour", "blue")),
                message("hidden", "order", "", Map.of("price", 100, "colour", "blue", "hidden", 0)),
                message("no price", "order", "", Map.of("colour", "blue")),
                message("match", "order", "", Map.of("price", 100, "colour", "blue")),
                message("match of a long", "offer", "", Map.of("price", 1_000L, "colour", "black")));

        // Then
        assertThat(bodies(some(bus.deleting("events/all"), 7))).hasSize(7);
        assertThat(bodies(peek(bus.receiver("events/sql")))).containsExactly("match", "match of a long");
    }

    @Test
    void anActionChangesTheCopyOfItsSubscriptionAlone() {
        // When
        bus.send(TOPIC, message("acted on", "order", "", Map.of("price", 21, "colour", "blue")));

        // Then
        ServiceBusReceivedMessage changed = one(bus.deleting("events/acted"));
        assertThat(changed.getSubject()).isEqualTo("marked");
        assertThat(changed.getApplicationProperties())
                .doesNotContainKey("colour")
                .containsEntry("dear", true);
        assertThat(((Number) changed.getApplicationProperties().get("price")).longValue())
                .isEqualTo(42);
        ServiceBusReceivedMessage copy = one(bus.deleting("events/all"));
        assertThat(copy.getSubject()).isEqualTo("order");
        assertThat(copy.getApplicationProperties()).containsOnly(Map.entry("price", 21), Map.entry("colour", "blue"));
    }

    @Test
    void twoRulesThatMatchGiveOneCopy() {
        // When
        bus.send(TOPIC, message("both", "order", "", Map.of("colour", "blue")));

        // Then
        ServiceBusReceiverClient receiver = bus.deleting("events/two-rules");
        assertThat(body(one(receiver))).isEqualTo("both");
        nothing(receiver);
    }

    @Test
    void oneRuleOfTwoIsEnough() {
        // When
        bus.send(
                TOPIC,
                message("blue", "bill", "", Map.of("colour", "blue")),
                message("order", "order", "", Map.of()),
                message("neither", "bill", "", Map.of("colour", "red")));

        // Then
        assertThat(bodies(some(bus.deleting("events/two-rules"), 2))).containsExactly("blue", "order");
    }

    @Test
    void aSubscriptionHasDeadLettersOfItsOwn() {
        // Given
        bus.send(TOPIC, "bad");
        ServiceBusReceiverClient receiver = bus.receiver("events/all");

        // When
        receiver.deadLetter(one(receiver), new DeadLetterOptions().setDeadLetterReason("NoTenant"));

        // Then
        ServiceBusReceivedMessage letter = one(bus.deletingDeadLetters("events/all"));
        assertThat(body(letter)).isEqualTo("bad");
        assertThat(letter.getDeadLetterReason()).isEqualTo("NoTenant");
    }

    @Test
    void aSubscriptionForwardsToAQueue() {
        // When
        bus.send(TOPIC, "moved");

        // Then
        assertThat(body(one(bus.deleting("from-topic")))).isEqualTo("moved");
    }

    private static ServiceBusMessage message(
            String body, String label, String correlation, Map<String, Object> properties) {
        ServiceBusMessage message =
                new ServiceBusMessage(body).setSubject(label).setCorrelationId(correlation);
        message.getApplicationProperties().putAll(properties);
        return message;
    }
}
