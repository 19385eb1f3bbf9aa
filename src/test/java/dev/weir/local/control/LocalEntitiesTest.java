package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.webpubsub.WebPubSubServiceClientBuilder;
import com.azure.messaging.webpubsub.models.WebPubSubContentType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entities, messages and clients over {@code /local}, side by side with the official clients. */
final class LocalEntitiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LocalServices services;
    private LocalHttp local;

    @BeforeEach
    void start() {
        services = LocalServices.builder()
                .queue(QueueSettings.of("orders"))
                .hub(HubSettings.of("telemetry", 2))
                .start();
        local = new LocalHttp(services.webPubSub().port());
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void aQueueIsCreatedReadAndDeleted() {
        JsonNode created = local.json(
                201, "POST", "/queues", "{\"name\":\"eu/returns\",\"lockDuration\":\"PT5S\",\"maxDeliveryCount\":3}");
        JsonNode read = local.get("/queues/eu%2Freturns");
        HttpResponse<String> again = local.send("POST", "/queues", "{\"name\":\"EU/returns\"}");
        HttpResponse<String> deleted = local.send("DELETE", "/queues/eu%2Freturns", "");

        assertThat(created).isEqualTo(read);
        assertThat(read.get("lockDuration").asText()).isEqualTo("PT5S");
        assertThat(read.get("maxDeliveryCount").asInt()).isEqualTo(3);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(local.send("GET", "/queues/eu%2Freturns", "").statusCode()).isEqualTo(404);
        assertThat(local.get("/queues").get("queues").findValuesAsText("name")).containsExactly("orders");
    }

    @Test
    void whatIsSentOverHttpReachesTheSdkAndWhatItDeadLettersIsSeen() {
        local.json(
                204, "POST", "/queues/orders/messages", "{\"text\":\"grüße\",\"properties\":{\"n\":7,\"hot\":true}}");
        JsonNode waiting = local.get("/queues/orders/messages").get("messages").get(0);
        try (ServiceBusReceiverClient receiver = new ServiceBusClientBuilder()
                .connectionString(services.connectionStrings().serviceBus())
                .receiver()
                .queueName("orders")
                .disableAutoComplete()
                .buildClient()) {
            ServiceBusReceivedMessage message =
                    receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
            receiver.deadLetter(message, new DeadLetterOptions().setDeadLetterReason("Sour"));

            assertThat(message.getBody().toString()).isEqualTo("grüße");
            assertThat(message.getApplicationProperties())
                    .containsEntry("n", 7L)
                    .containsEntry("hot", true);
        }

        JsonNode letter =
                local.get("/queues/orders/dead-letters").get("messages").get(0);
        JsonNode counts = local.get("/queues/orders").get("counts");

        assertThat(waiting.get("text").asText()).isEqualTo("grüße");
        assertThat(waiting.get("properties").get("n").asInt()).isEqualTo(7);
        assertThat(letter.get("properties").get("DeadLetterReason").asText()).isEqualTo("Sour");
        assertThat(counts.get("active").asInt()).isZero();
        assertThat(counts.get("deadLettered").asInt()).isEqualTo(1);
    }

    @Test
    void aBodyThatIsNoTextIsShownAsBase64AndALongOneIsCut() {
        local.json(204, "POST", "/queues/orders/messages", "{\"base64\":\"/wD/\"}");
        local.json(204, "POST", "/queues/orders/messages", "{\"text\":\"" + "ü".repeat(40_000) + "\"}");

        JsonNode messages = local.get("/queues/orders/messages").get("messages");

        assertThat(messages.get(0).get("base64").asText()).isEqualTo("/wD/");
        assertThat(messages.get(1).get("bytes").asInt()).isEqualTo(80_000);
        assertThat(messages.get(1).get("cut").asBoolean()).isTrue();
        assertThat(messages.get(1).get("text").asText()).hasSize(32 * 1024);
    }

    @Test
    void hubsAreCreatedSentToLookedIntoAndDeleted() {
        local.json(201, "POST", "/event-hubs", "{\"name\":\"clicks\",\"partitionCount\":2,\"consumerGroups\":[\"b\"]}");
        local.json(
                204,
                "POST",
                "/event-hubs/clicks/events",
                "{\"text\":\"one\",\"partition\":1,\"properties\":{\"k\":\"v\"}}");

        JsonNode event = local.get("/event-hubs/clicks/partitions/1/events")
                .get("messages")
                .get(0);
        JsonNode hub = local.get("/event-hubs/clicks");
        HttpResponse<String> deleted = local.send("DELETE", "/event-hubs/clicks", "");

        assertThat(event.get("text").asText()).isEqualTo("one");
        assertThat(event.get("properties").get("k").asText()).isEqualTo("v");
        assertThat(hub.get("partitions").get(1).get("events").asInt()).isEqualTo(1);
        assertThat(hub.get("consumerGroups")).hasSize(2);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(local.get("/event-hubs").get("eventHubs").findValuesAsText("name"))
                .containsExactly("telemetry");
    }

    @Test
    void callsSendsAndMeterOfWebPubSubAreShownAndForgotten() {
        new WebPubSubServiceClientBuilder()
                .connectionString(services.connectionStrings().webPubSub())
                .hub("live")
                .buildClient()
                .sendToGroup("builds", "hello", WebPubSubContentType.TEXT_PLAIN);

        JsonNode call = local.get("/web-pubsub/calls").get("calls").get(0);
        JsonNode sends = local.get("/web-pubsub/sends");
        JsonNode state = local.get("/state");

        assertThat(call.get("status").asInt()).isEqualTo(202);
        assertThat(call.get("path").asText()).isEqualTo("/api/hubs/live/groups/builds/:send");
        assertThat(sends.get("accepted").asInt()).isEqualTo(1);
        assertThat(sends.get("sends").get(0).get("name").asText()).isEqualTo("builds");
        assertThat(local.get("/web-pubsub/meter").get("calls").toString()).contains("\"202\":1");
        assertThat(state.get("queues").get(0).get("name").asText()).isEqualTo("orders");
        assertThat(state.get("total").asInt()).isZero();
        local.json(204, "DELETE", "/web-pubsub/calls", "");
        local.json(204, "DELETE", "/web-pubsub/sends", "");
        assertThat(local.get("/web-pubsub/calls").get("calls")).isEmpty();
        assertThat(local.get("/web-pubsub/sends").get("calls").asInt()).isZero();
    }

    @Test
    void aLockRunsOutWhenTheClockIsAdvanced() {
        local.json(204, "POST", "/queues/orders/messages", "{\"text\":\"a\"}");
        try (ServiceBusReceiverClient receiver = new ServiceBusClientBuilder()
                .connectionString(services.connectionStrings().serviceBus())
                .receiver()
                .queueName("orders")
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient()) {
            receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
            int locked = local.get("/queues/orders").get("counts").get("locked").asInt();

            local.post("/clock", "{\"advance\":\"PT61S\"}");

            assertThat(locked).isEqualTo(1);
            assertThat(local.get("/queues/orders").get("counts").get("active").asInt())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0} {1} is answered with {3}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET    | /queues/none                        | ``                          | 404 | there is no queue 'none'
            DELETE | /event-hubs/none                    | ``                          | 404 | there is no hub 'none'
            GET    | /event-hubs/telemetry/partitions/2/events | ``                    | 404 | partitions 0 to 1, but not '2'
            GET    | /queues/orders/messages?count=101   | ``                          | 400 | 'count' must be a whole number from 1 to 100
            GET    | /queues/orders/messages?from=-1     | ``                          | 400 | 'from' must be a whole number
            POST   | /queues                             | {}                          | 400 | the body needs 'name', a text
            POST   | /queues                             | {"name":"a$b"}              | 400 | without '$'
            POST   | /queues                             | {"name":"a","lockDuration":"PT1H"} | 400 | lock duration must be
            POST   | /queues                             | {"name":"telemetry"}        | 400 | there is a hub of this name
            POST   | /event-hubs                         | {"name":"h","partitionCount":0} | 400 | must be 1 to 1024
            POST   | /queues/orders/messages             | {}                          | 400 | either 'text' or 'base64'
            POST   | /queues/orders/messages             | {"base64":"*"}              | 400 | not valid base64
            POST   | /queues/orders/messages             | {"text":"a","properties":{"x":[]}} | 400 | the property 'x' must be
            """)
    void whatIsWrongIsSaid(String method, String path, String body, int status, String message) {
        HttpResponse<String> answer = local.send(method, path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(message);
    }
}
