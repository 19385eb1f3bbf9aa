package dev.weir.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.event.DeadLetter;
import dev.weir.event.Origin;
import dev.weir.event.RawMessage;
import dev.weir.event.Scope;
import dev.weir.event.Settlement.Answer;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.Refusals;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.source.DeadLetters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a source whose broker has no place for them. */
class DeadLettersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final DeadLetter WHY = new DeadLetter(
            DeadLetter.Reason.MISSING_TENANT,
            "no tenant",
            "jobs",
            List.of("group:x", "user:y"),
            1,
            Instant.parse("2026-01-01T00:00:00Z"),
            new Origin(new Scope("fleet", "", "3"), 815, Instant.parse("2025-12-31T23:59:59Z")));
    private static final RawMessage MESSAGE = new RawMessage(
            "{\"n\":1}".getBytes(UTF_8),
            "application/json",
            "utf-8",
            "moved",
            "m-1",
            Map.of("region", "eu", "n", 7L, "ratio", 0.5, "urgent", true));

    @TempDir
    Path folder;

    @Test
    void aFileHasOneLineForEach() throws Exception {
        Path file = folder.resolve("dead-letters.jsonl");
        DeadLetters letters = new FileDeadLetters(file, 1 << 20);

        assertThat(write(letters)).isEqualTo(Answer.SETTLED);
        assertThat(write(letters)).isEqualTo(Answer.SETTLED);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode line = new ObjectMapper().readTree(lines.get(1));
        assertThat(line.get("reason").asText()).isEqualTo("MissingTenant");
        assertThat(line.get("description").asText()).isEqualTo("no tenant");
        assertThat(line.get("origin").asText()).isEqualTo("fleet/3/815");
        assertThat(line.get("failedTargets")).extracting(JsonNode::asText).containsExactly("group:x", "user:y");
        assertThat(line.at("/message/body").binaryValue()).isEqualTo(MESSAGE.body());
        assertThat(line.at("/message/contentType").asText()).isEqualTo("application/json");
        assertThat(line.at("/message/subject").asText()).isEqualTo("moved");
        assertThat(line.at("/message/properties").toString())
                .contains("\"region\":\"eu\"", "\"n\":7", "\"ratio\":0.5", "\"urgent\":true");
    }

    @Test
    void aFullFileTakesNoMoreUntilItIsMovedAway() throws Exception {
        Path file = folder.resolve("dead-letters.jsonl");
        DeadLetters letters = new FileDeadLetters(file, 700);
        assertThat(write(letters)).isEqualTo(Answer.SETTLED);
        long size = Files.size(file);

        assertThat(write(letters))
                .isEqualTo(new Answer.Unavailable(
                        "file '" + file + "' has reached its 700 bytes; move it away, or raise 'max-bytes'"));
        assertThat(file).hasSize(size);

        Files.move(file, folder.resolve("old.jsonl"));
        assertThat(write(letters)).isEqualTo(Answer.SETTLED);
    }

    @Test
    void namesTheFolderThatIsMissing() {
        Path file = folder.resolve("absent").resolve("dead-letters.jsonl");

        assertThat(write(new FileDeadLetters(file, 1 << 20)))
                .isEqualTo(new Answer.Unavailable("the folder of file '" + file + "' does not exist; create it"));
    }

    @Test
    void aQueueTakesTheMessageAsItCameWithItsReason() {
        try (LocalAmqp broker = broker();
                ServiceBusDeadLetters letters = new ServiceBusDeadLetters(access(broker), "poison")) {
            assertThat(write(letters)).isEqualTo(Answer.SETTLED);

            ServiceBusReceivedMessage copy = receive(broker);
            assertThat(copy.getBody().toString()).isEqualTo("{\"n\":1}");
            assertThat(copy.getContentType()).isEqualTo("application/json");
            assertThat(copy.getSubject()).isEqualTo("moved");
            assertThat(copy.getMessageId()).isEqualTo("m-1");
            assertThat(copy.getApplicationProperties())
                    .containsEntry("DeadLetterReason", "MissingTenant")
                    .containsEntry("DeadLetterErrorDescription", "no tenant")
                    .containsEntry("weir-origin", "fleet/3/815")
                    .containsEntry("weir-failed-targets", "group:x user:y")
                    .containsEntry("region", "eu");
        }
    }

    @Test
    void aHubTakesTheEventAsItCameWithItsReason() {
        try (LocalAmqp broker = broker();
                EventHubDeadLetters letters = new EventHubDeadLetters(access(broker), "spoilt");
                EventHubConsumerAsyncClient consumer = new EventHubClientBuilder()
                        .connectionString(broker.connectionString(), "spoilt")
                        .consumerGroup("$Default")
                        .buildAsyncConsumerClient()) {
            assertThat(write(letters)).isEqualTo(Answer.SETTLED);

            EventData copy = consumer.receive(true)
                    .next()
                    .blockOptional(PATIENCE)
                    .orElseThrow()
                    .getData();
            assertThat(copy.getBodyAsString()).isEqualTo("{\"n\":1}");
            assertThat(copy.getContentType()).isEqualTo("application/json");
            assertThat(copy.getProperties())
                    .containsEntry("DeadLetterReason", "MissingTenant")
                    .containsEntry("weir-origin", "fleet/3/815")
                    .containsEntry("region", "eu");
        }
    }

    @Test
    void namesAQueueThatIsMissing() {
        try (LocalAmqp broker = broker();
                ServiceBusDeadLetters letters = new ServiceBusDeadLetters(access(broker), "absent")) {
            assertThat(write(letters))
                    .isEqualTo(new Answer.Unavailable("queue 'absent' of 'dead-letters' does not exist; create it"));
        }
    }

    @Test
    void aQueueThatIsMadeLaterTakesWhatIsWrittenThen() {
        try (LocalAmqp broker = broker();
                ServiceBusDeadLetters letters = new ServiceBusDeadLetters(access(broker), "absent")) {
            assertThat(write(letters)).isInstanceOf(Answer.Unavailable.class);

            broker.serviceBus().createQueue(QueueSettings.of("absent"));

            assertThat(write(letters)).isEqualTo(Answer.SETTLED);
        }
    }

    @Test
    void aBrokerThatWasBusyTakesWhatIsWrittenAgain() {
        try (LocalAmqp broker = broker();
                ServiceBusDeadLetters queue = new ServiceBusDeadLetters(access(broker), "poison");
                EventHubDeadLetters hub = new EventHubDeadLetters(access(broker), "spoilt")) {
            for (DeadLetters letters : List.of(queue, hub)) {
                broker.listener().faults().set(AmqpFaultPlan.NONE.refuseLinks(Refusals.ofNext(2)));

                await().atMost(Duration.ofMinutes(2)).until(() -> write(letters), Answer.SETTLED::equals);
            }
        }
    }

    private static LocalAmqp broker() {
        return LocalAmqp.builder()
                .port(0)
                .queue(QueueSettings.of("poison"))
                .hub(HubSettings.of("spoilt", 1))
                .start();
    }

    private static AmqpAccess access(LocalAmqp broker) {
        return new AmqpAccess.ByConnectionString(broker.connectionString(), AmqpTransport.TCP);
    }

    private static Answer write(DeadLetters letters) {
        return letters.write(WHY, MESSAGE)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static ServiceBusReceivedMessage receive(LocalAmqp broker) {
        try (var receiver = new ServiceBusClientBuilder()
                .connectionString(broker.connectionString())
                .receiver()
                .queueName("poison")
                .buildClient()) {
            return receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
        }
    }
}
