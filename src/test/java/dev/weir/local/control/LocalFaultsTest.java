package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.LocalServices;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults as they are asked for over HTTP. */
final class LocalFaultsTest {
    private LocalServices services;
    private LocalHttp local;

    @BeforeEach
    void start() {
        services = LocalServices.builder().queue(QueueSettings.of("orders")).start();
        local = new LocalHttp(services.webPubSub().port());
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void planIsSetReadAndEnded() {
        String plan = "{\"next\":{\"count\":1,\"status\":503,\"retryAfterSeconds\":2},"
                + "\"budget\":{\"perSecond\":9,\"status\":429},\"share\":{\"of\":0.5,\"status\":429},"
                + "\"latencyMillis\":1,\"late\":{\"count\":2},"
                + "\"amqp\":{\"refuseLinks\":{\"count\":1,\"seconds\":86400,\"share\":0.5,"
                + "\"condition\":\"amqp:x\",\"description\":\"y\",\"entity\":\"orders\"},"
                + "\"latencyMillis\":0}}";

        HttpResponse<String> put = local.send("PUT", "/faults", plan);
        JsonNode get = local.get("/faults");
        HttpResponse<String> delete = local.send("DELETE", "/faults", "");

        assertThat(put.statusCode()).isEqualTo(200);
        // Of the time a little is gone.
        int left = get.at("/amqp/refuseLinks/seconds").asInt();
        assertThat(left).isBetween(85_800, 86_400);
        assertThat(get.toString().replace("\"seconds\":" + left, "\"seconds\":86400"))
                .isEqualTo(plan);
        assertThat(delete.body()).isEqualTo("{\"latencyMillis\":0,\"amqp\":{\"latencyMillis\":0}}");
        assertThat(services.webPubSub().faults().plan()).isEqualTo(FaultPlan.NONE);
        assertThat(services.amqp().listener().faults().plan()).isEqualTo(AmqpFaultPlan.NONE);
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"next":{"count":1,"status":500}}               | status must be 429 or 503, but was 500
            {"nxt":{}}                                      | unknown field 'nxt'
            {"next":{"cont":1}}                             | 'next' has an unknown field 'cont'
            {"share":{"of":2}}                              | the share must be from 0 to 1, but was 2
            {"latencyMillis":"1"}                           | 'latencyMillis' of the body must be a whole number
            {"amqp":{"refuseSends":{}}}                     | 'refuseSends' needs 'count' or 'seconds', so that it ends
            {"amqp":{"refuseSends":{"count":0}}}            | count must be from 1 to 1000000, but was 0
            {"amqp":{"refuseSends":{"seconds":99999999}}}   | time must be positive and at most PT24H
            {"amqp":{"refuseSends":{"count":1,"share":0}}}  | share must be above 0 and at most 1
            {"amqp":{"latencyMillis":60001}}                | latency must be from 0 to PT1M
            """)
    void planThatMakesNoSenseIsRefusedWithTheReasonAndChangesNothing(String plan, String reason) {
        local.json(200, "PUT", "/faults", "{\"latencyMillis\":5}");

        HttpResponse<String> answer = local.send("PUT", "/faults", plan);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
        assertThat(services.webPubSub().faults().plan().latency()).isEqualTo(Duration.ofMillis(5));
        assertThat(services.amqp().listener().faults().plan()).isEqualTo(AmqpFaultPlan.NONE);
    }

    @Test
    void whatHappensOnceSaysHowManyItHit() throws Exception {
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(services.connectionStrings().serviceBus())
                .sender()
                .queueName("orders")
                .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("a"));

            assertThat(local.post("/faults/detach-links", "{\"entity\":\"orders\"}")
                            .get("links")
                            .asInt())
                    .isEqualTo(1);
            assertThat(local.post("/faults/cut-connections", "{\"entity\":\"else\"}")
                            .get("connections")
                            .asInt())
                    .isZero();
            assertThat(local.post("/faults/cut-connections", "{}")
                            .get("connections")
                            .asInt())
                    .isEqualTo(1);
            assertThat(local.post("/faults/cut-web-sockets", "{\"hub\":\"h\"}")
                            .get("clients")
                            .asInt())
                    .isZero();
            assertThat(local.send("POST", "/faults/expire-locks", "{}").statusCode())
                    .isEqualTo(204);
        }
    }
}
