package dev.weir.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.event.DeadLetter;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement.Answer;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.Refusals;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters that are larger than their queue or hub takes. */
class LargeDeadLettersTest {
    private static final int LIMIT = 64 * 1024;
    /** What properties and headers take, and what the SDKs keep back. */
    private static final int AROUND = 4 * 1024;

    private final LocalAmqp broker = LocalAmqp.builder()
            .port(0)
            .maxMessageSize(LIMIT)
            .queue(QueueSettings.of("poison"))
            .hub(HubSettings.of("spoilt", 1))
            .start();

    private enum Destination {
        QUEUE,
        HUB
    }

    /** What a destination has of one, its properties as text. */
    private record Kept(byte[] body, Map<String, String> properties) {}

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void theBeginningOfABodyIsKeptAndWhatItWas(Destination destination) {
        byte[] body = body(300 * 1024);

        assertThat(write(destination, message(body, Map.of("region", "eu")))).isEqualTo(Answer.SETTLED);

        assertThat(kept(destination)).singleElement().satisfies(kept -> {
            assertThat(kept.body())
                    .hasSizeBetween(LIMIT - AROUND, LIMIT)
                    .isEqualTo(Arrays.copyOf(body, kept.body().length));
            assertThat(kept.properties())
                    .containsEntry("weir-cut", "body")
                    .containsEntry("weir-body-bytes", "307200")
                    .containsEntry("weir-origin", "fleet/3/815")
                    .containsEntry("DeadLetterReason", "InvalidJson")
                    .containsEntry("region", "eu");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAboutAsLargeAsItMayBeIsThereWholeOrCut(Destination destination) {
        int written = 0;
        for (int length = LIMIT - AROUND; length <= LIMIT; length += 128) {
            assertThat(write(destination, message(body(length), Map.of()))).isEqualTo(Answer.SETTLED);
            written++;

            List<Kept> kept = kept(destination);
            assertThat(kept).as("with a body of %d bytes", length).hasSize(written);
            Kept last = kept.get(written - 1);
            boolean whole = last.body().length == length;
            assertThat(last.properties().containsKey("weir-cut")).isNotEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource
    void propertiesThatAreTooLargeAreLeftOut(Destination destination) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            properties.put("p" + i, "x".repeat(10_000));
        }

        assertThat(write(destination, message(body(100), properties))).isEqualTo(Answer.SETTLED);

        assertThat(kept(destination)).singleElement().satisfies(kept -> {
            assertThat(kept.body()).isEqualTo(body(100));
            assertThat(kept.properties())
                    .containsEntry("weir-cut", "properties")
                    .containsEntry("weir-body-bytes", "100")
                    .containsEntry("weir-origin", "fleet/3/815")
                    .doesNotContainKey("p0");
        });
    }

    @Test
    void whatTheBrokerAloneTakesForTooLargeIsCutToo() {
        broker.listener()
                .faults()
                .set(AmqpFaultPlan.NONE.refuseSends(
                        Refusals.ofNext(1).with(new AmqpError(AmqpError.MESSAGE_SIZE_EXCEEDED, "Too large."))));

        assertThat(write(Destination.QUEUE, message(body(1_000), Map.of()))).isEqualTo(Answer.SETTLED);

        assertThat(kept(Destination.QUEUE)).singleElement().satisfies(kept -> {
            assertThat(kept.body()).isEqualTo(body(500));
            assertThat(kept.properties()).containsEntry("weir-cut", "body").containsEntry("weir-body-bytes", "1000");
        });
    }

    @Test
    void whatIsRefusedAgainAndAgainLosesItsBodyAndThenItsProperties() {
        broker.listener()
                .faults()
                .set(AmqpFaultPlan.NONE.refuseSends(
                        Refusals.ofNext(10).with(new AmqpError(AmqpError.MESSAGE_SIZE_EXCEEDED, "Too large."))));

        assertThat(write(Destination.QUEUE, message(body(1_000), Map.of("region", "eu"))))
                .isEqualTo(Answer.SETTLED);

        assertThat(kept(Destination.QUEUE)).singleElement().satisfies(kept -> {
            assertThat(kept.body()).isEmpty();
            assertThat(kept.properties())
                    .containsEntry("weir-cut", "body properties")
                    .containsEntry("weir-body-bytes", "1000")
                    .doesNotContainKey("region");
        });
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        return body;
    }

    private static RawMessage message(byte[] body, Map<String, Object> properties) {
        return new RawMessage(body, "application/json", "moved", "m-1", properties);
    }

    private Answer write(Destination destination, RawMessage message) {
        AmqpAccess access = new AmqpAccess.ByConnectionString(broker.connectionString(), AmqpTransport.TCP);
        DeadLetter why = new DeadLetter(
                DeadLetter.Reason.INVALID_JSON,
                "no JSON",
                "",
                List.of(),
                1,
                Instant.parse("2026-01-01T00:00:00Z"),
                new Origin(new Scope("fleet", "", "3"), 815, Instant.parse("2025-12-31T23:59:59Z")));
        return switch (destination) {
            case QUEUE -> {
                try (ServiceBusDeadLetters letters = new ServiceBusDeadLetters(access, "poison")) {
                    yield letters.write(why, message)
                            .toCompletableFuture()
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join();
                }
            }
            case HUB -> {
                try (EventHubDeadLetters letters = new EventHubDeadLetters(access, "spoilt")) {
                    yield letters.write(why, message)
                            .toCompletableFuture()
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join();
                }
            }
        };
    }

    private List<Kept> kept(Destination destination) {
        return switch (destination) {
            case QUEUE ->
                broker.serviceBus().peek("poison", 0, 100).stream()
                        .map(message -> new Kept(message.body(), texts(message.properties())))
                        .toList();
            case HUB ->
                broker.eventHubs().peek("spoilt", 0, 0, 100).stream()
                        .map(event -> new Kept(event.body(), event.properties()))
                        .toList();
        };
    }

    private static Map<String, String> texts(Map<String, Object> properties) {
        Map<String, String> texts = new HashMap<>();
        properties.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }
}
