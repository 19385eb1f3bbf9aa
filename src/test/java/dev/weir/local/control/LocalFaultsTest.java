package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
                + "\"latencyMillis\":1,\"late\":{\"count\":2}}";

        HttpResponse<String> put = local.send("PUT", "/faults", plan);
        HttpResponse<String> get = local.send("GET", "/faults", "");
        HttpResponse<String> delete = local.send("DELETE", "/faults", "");

        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(get.body()).isEqualTo(plan);
        assertThat(delete.body()).isEqualTo("{\"latencyMillis\":0}");
        assertThat(services.webPubSub().faults().plan()).isEqualTo(FaultPlan.NONE);
    }

    @Test
    void planThatMakesNoSenseIsRefusedWithTheReason() {
        HttpResponse<String> answer = local.send("PUT", "/faults", "{\"next\":{\"count\":1,\"status\":500}}");
        HttpResponse<String> misspelt = local.send("PUT", "/faults", "{\"nxt\":{}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("status must be 429 or 503, but was 500");
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(misspelt.body()).contains("unknown field 'nxt'");
    }
}
