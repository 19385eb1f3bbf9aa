package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalServiceBusExpiryTest {
    @RegisterExtension
    private final BusFixture bus = new BusFixture(
            QueueSettings.of("dropping").with(entity -> entity.withDefaultTimeToLive(Duration.ofMinutes(10))),
            QueueSettings.of("burying").with(EntitySettings::withDeadLetteringOnExpiration),
            QueueSettings.of("sessions").withSessions().with(EntitySettings::withDeadLetteringOnExpiration));

    @Test
    void messagePastTheEntitysTimeToLiveIsDroppedThoughNobodyReceives() {
        // Given
        bus.send("dropping", "stale");

        // When
        bus.pass(Duration.ofMinutes(10));

        // Then
        assertThat(bus.counts("dropping")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void entitysTimeToLiveLimitsThatOfAMessage() {
        // Given
        bus.sender("dropping").sendMessage(new ServiceBusMessage("long").setTimeToLive(Duration.ofDays(1)));
        bus.sender("dropping").sendMessage(new ServiceBusMessage("short").setTimeToLive(Duration.ofMinutes(1)));

        // When
        bus.pass(Duration.ofMinutes(1));

        // Then
        ServiceBusReceivedMessage peeked = bus.receiver("dropping").peekMessage();
        assertThat(peeked.getBody().toString()).isEqualTo("long");
        assertThat(peeked.getTimeToLive()).isEqualTo(Duration.ofMinutes(10));
        bus.pass(Duration.ofMinutes(9));
        assertThat(bus.counts("dropping").active()).isZero();
    }

    @Test
    void expiredMessageIsDeadLetteredWithItsReason() {
        // Given
        bus.sender("burying").sendMessage(new ServiceBusMessage("stale").setTimeToLive(Duration.ofSeconds(5)));

        // When
        bus.pass(Duration.ofSeconds(5));

        // Then
        assertThat(bus.counts("burying")).isEqualTo(new QueueCounts(0, 0, 1));
        ServiceBusReceivedMessage letter = one(bus.deadLetterReceiver("burying"));
        assertThat(letter.getDeadLetterReason()).isEqualTo("TTLExpiredException");
        assertThat(letter.getBody().toString()).isEqualTo("stale");
    }

    @Test
    void deadLetterHasNoTimeToLive() {
        // Given
        bus.sender("burying").sendMessage(new ServiceBusMessage("stale").setTimeToLive(Duration.ofSeconds(5)));
        bus.pass(Duration.ofSeconds(5));

        // When
        bus.pass(Duration.ofDays(30));

        // Then
        assertThat(one(bus.deadLetterReceiver("burying")).getBody().toString()).isEqualTo("stale");
    }

    @Test
    void lockedMessageIsCompletedAfterItsTimeToLive() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("burying");
        bus.sender("burying").sendMessage(new ServiceBusMessage("held").setTimeToLive(Duration.ofSeconds(5)));
        ServiceBusReceivedMessage held = one(receiver);
        bus.pass(Duration.ofSeconds(6));

        // When
        receiver.complete(held);

        // Then
        assertThat(bus.counts("burying")).isEqualTo(new QueueCounts(0, 0, 0));
    }

    @Test
    void messageAbandonedAfterItsTimeToLiveIsDeadLettered() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("burying");
        bus.sender("burying").sendMessage(new ServiceBusMessage("held").setTimeToLive(Duration.ofSeconds(5)));
        ServiceBusReceivedMessage held = one(receiver);
        bus.pass(Duration.ofSeconds(6));

        // When
        receiver.abandon(held);
        bus.pass(Duration.ZERO);

        // Then
        assertThat(bus.counts("burying")).isEqualTo(new QueueCounts(0, 0, 1));
    }

    @Test
    void messageOfASessionExpires() {
        // Given
        bus.sender("sessions")
                .sendMessage(new ServiceBusMessage("stale").setSessionId("a").setTimeToLive(Duration.ofSeconds(5)));

        // When
        bus.pass(Duration.ofSeconds(5));

        // Then
        assertThat(bus.counts("sessions")).isEqualTo(new QueueCounts(0, 0, 1));
    }

    @Test
    void thousandsExpireTogether() {
        // Given
        IntStream.range(0, 5_000)
                .forEach(i -> bus.bus().serviceBus().send("dropping", new byte[] {1}, Map.of(), Optional.empty()));

        // When
        bus.pass(Duration.ofMinutes(10));

        // Then
        assertThat(bus.counts("dropping")).isEqualTo(new QueueCounts(0, 0, 0));
    }
}
