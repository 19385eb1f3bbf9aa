package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.SubscriptionSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics, subscriptions, rules and sessions over {@code /local}, side by side with the official clients. */
final class LocalTopicsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LocalServices services;
    private LocalHttp local;

    @BeforeEach
    void start() {
        services = LocalServices.builder()
                .topic(TopicSettings.of("news", SubscriptionSettings.of("all")))
                .start();
        local = new LocalHttp(services.webPubSub().port());
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void aTopicWithSubscriptionsAndRulesIsMadeAtRunTimeAndWorks() {
        local.json(201, "POST", "/topics", "{\"name\":\"eu/alerts\",\"defaultTimeToLive\":\"PT1H\"}");
        local.json(201, "POST", "/topics/eu%2Falerts/subscriptions", "{\"name\":\"all\",\"maxDeliveryCount\":3}");
        local.json(201, "POST", "/topics/eu%2Falerts/subscriptions", """
                {"name":"some","rules":[
                  {"name":"high","sqlFilter":"n > 5","action":"SET high = TRUE"},
                  {"name":"red","correlationFilter":{"label":"red","properties":{"n":1}}}]}""");

        local.json(204, "POST", "/topics/eu%2Falerts/messages", "{\"text\":\"low\",\"properties\":{\"n\":2}}");
        local.json(204, "POST", "/topics/eu%2Falerts/messages", "{\"text\":\"high\",\"properties\":{\"n\":7}}");

        JsonNode topic = local.get("/topics/EU%2Falerts");
        assertThat(topic.get("defaultTimeToLive").asText()).isEqualTo("PT1H");
        assertThat(topic.at("/subscriptions/0/counts/active").asInt()).isEqualTo(2);
        assertThat(topic.at("/subscriptions/0/maxDeliveryCount").asInt()).isEqualTo(3);
        assertThat(topic.at("/subscriptions/0/rules/0").toString())
                .isEqualTo("{\"name\":\"$Default\",\"sqlFilter\":\"1=1\"}");
        assertThat(topic.at("/subscriptions/1/counts/active").asInt()).isEqualTo(1);
        JsonNode messages =
                local.get("/topics/eu%2Falerts/subscriptions/some/messages").get("messages");
        assertThat(messages.at("/0/text").asText()).isEqualTo("high");
        assertThat(messages.at("/0/properties/high").asBoolean()).isTrue();
        ServiceBusReceiverClient receiver = receiver("eu/alerts", "some");
        var received =
                receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
        assertThat(received.getBody()).hasToString("high");
        receiver.deadLetter(received);
        receiver.close();
        assertThat(local.get("/topics/eu%2Falerts/subscriptions/some/dead-letters")
                        .at("/messages/0/text")
                        .asText())
                .isEqualTo("high");
    }

    @Test
    void rulesAreAddedListedAndRemoved() {
        JsonNode created = local.json(
                201,
                "POST",
                "/topics/news/subscriptions/all/rules",
                "{\"name\":\"sport\",\"correlationFilter\":{\"contentType\":\"sport\"}}");
        HttpResponse<String> again = local.send("POST", "/topics/news/subscriptions/all/rules", "{\"name\":\"SPORT\"}");
        local.json(204, "DELETE", "/topics/news/subscriptions/all/rules/$Default", "");
        local.json(204, "POST", "/topics/news/messages", "{\"text\":\"a\"}");

        JsonNode rules = local.get("/topics/news/subscriptions/all/rules").get("rules");
        assertThat(rules).containsExactly(created);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(local.get("/topics/news/subscriptions/all")
                        .at("/counts/active")
                        .asInt())
                .as("messages that no rule selected")
                .isZero();
    }

    @Test
    void aSubscriptionIsDeletedWithItsMessagesAndTheirRoom() {
        services.serviceBus()
                .createTopic(TopicSettings.of("small", SubscriptionSettings.of("a"), SubscriptionSettings.of("b"))
                        .withLimits(4, 1 << 20));
        local.json(204, "POST", "/topics/small/messages", "{\"text\":\"1\"}");
        local.json(204, "POST", "/topics/small/messages", "{\"text\":\"2\"}");
        HttpResponse<String> full = local.send("POST", "/topics/small/messages", "{\"text\":\"3\"}");

        local.json(204, "DELETE", "/topics/small/subscriptions/b", "");

        assertThat(full.statusCode()).isEqualTo(409);
        assertThat(full.body()).contains("the quota of 'small' is used up");
        local.json(204, "POST", "/topics/small/messages", "{\"text\":\"3\"}");
        assertThat(local.get("/topics/small/subscriptions")
                        .at("/subscriptions/0/counts/active")
                        .asInt())
                .isEqualTo(3);
        assertThat(local.send("GET", "/topics/small/subscriptions/b", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void sessionsAreSeenWithTheirMessagesLocksAndStates() {
        local.json(201, "POST", "/queues", "{\"name\":\"jobs\",\"requiresSession\":true}");
        for (String session : new String[] {"b", "a", "a"}) {
            local.json(204, "POST", "/queues/jobs/messages", "{\"text\":\"x\",\"sessionId\":\"" + session + "\"}");
        }
        try (ServiceBusSessionReceiverClient sessions = clients()
                        .sessionReceiver()
                        .queueName("jobs")
                        .disableAutoComplete()
                        .buildClient();
                ServiceBusReceiverClient session = sessions.acceptSession("a")) {
            session.setSessionState("four".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            session.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();

            JsonNode seen = local.get("/queues/jobs/sessions").get("sessions");

            assertThat(seen.findValuesAsText("id")).containsExactly("a", "b");
            assertThat(seen.at("/0/stateBytes").asInt()).isEqualTo(4);
            assertThat(seen.at("/0/lockedUntil").asText()).isNotEmpty();
            // The client may have been sent the other one ahead of its wish.
            assertThat(seen.at("/0/active").asInt() + seen.at("/0/locked").asInt())
                    .isEqualTo(2);
            assertThat(seen.at("/1/active").asInt()).isEqualTo(1);
            assertThat(seen.at("/1").has("lockedUntil")).isFalse();
        }
    }

    @Test
    void aTopicIsDeletedAndItsNameIsFree() {
        local.json(204, "DELETE", "/topics/NEWS", "");

        assertThat(local.get("/topics").get("topics")).isEmpty();
        assertThat(local.send("GET", "/topics/news", "").statusCode()).isEqualTo(404);
        local.json(201, "POST", "/queues", "{\"name\":\"news\"}");
        try (var sender = clients().sender().queueName("news").buildClient()) {
            sender.sendMessage(new ServiceBusMessage("x"));
        }
        assertThat(services.serviceBus().counts("news").active()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1} {2} is answered with {3}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET    | /topics/none                        | ``                          | 404 | there is no topic 'none'
            GET    | /topics/news/subscriptions/x        | ``                          | 404 | topic 'news' has no subscription 'x'
            DELETE | /topics/news/subscriptions/all/rules/x | ``                       | 404 | subscription 'all' has no rule 'x'
            POST   | /topics                             | {"name":"NEWS"}             | 409 | there is a topic 'NEWS' already
            POST   | /topics                             | {"name":"a","duplicateDetection":"PT1S"} | 400 | duplicate detection of topic 'a' must be
            POST   | /topics/news/subscriptions          | {"name":"ALL"}              | 409 | has a subscription 'ALL' already
            POST   | /topics/news/subscriptions          | {"name":"a/b"}              | 400 | and no slash
            POST   | /topics/news/subscriptions          | {"name":"a","forwardTo":"x"} | 400 | is to forward to 'x'
            POST   | /topics/news/subscriptions          | {"name":"a","rules":[1]}    | 400 | 'rules' must be a list of objects
            POST   | /topics/news/subscriptions/all/rules | {"name":"r","sqlFilter":"a ="} | 400 | 'sqlFilter': character 4: expected a value
            POST   | /topics/news/subscriptions/all/rules | {"name":"r","action":"SET"} | 400 | 'action': character
            POST   | /topics/news/subscriptions/all/rules | {"name":"r","correlationFilter":{"subject":"x"}} | 400 | unknown field 'subject'
            POST   | /topics/news/subscriptions/all/rules | {"name":"r","correlationFilter":{}} | 400 | must name one property or more
            POST   | /topics/news/subscriptions/all/rules | {"name":"r","sqlFilter":"1=1","correlationFilter":{"to":"x"}} | 400 | either an 'sqlFilter' or a 'correlationFilter'
            """)
    void whatIsWrongIsSaid(String method, String path, String body, int status, String message) {
        HttpResponse<String> answer = local.send(method, path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(message);
    }

    private ServiceBusClientBuilder clients() {
        return new ServiceBusClientBuilder()
                .connectionString(services.connectionStrings().serviceBus());
    }

    private ServiceBusReceiverClient receiver(String topic, String subscription) {
        return clients()
                .receiver()
                .topicName(topic)
                .subscriptionName(subscription)
                .disableAutoComplete()
                .buildClient();
    }
}
