package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpRetries;
import dev.weir.azure.AmqpTransport;
import dev.weir.source.servicebus.ServiceBusSettings.Mode;
import dev.weir.source.servicebus.ServiceBusSettings.Settling;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientsTest {

    @Test
    void anAnswerIsWaitedForAsLongAsAllTriesMayTake() {
        assertThat(clients(Settling.DEFAULT.timeout()).longestAnswer())
                .isEqualTo(new AmqpRetries(2, Duration.ofSeconds(8)).longest());
        assertThat(clients(Duration.ofMinutes(5)).longestAnswer())
                .isEqualTo(new AmqpRetries(2, Duration.ofMinutes(5)).longest());
    }

    private static Clients clients(Duration timeout) {
        return new Clients(ServiceBusSettings.of(
                        "ci",
                        new AmqpAccess.ByConnectionString(
                                "Endpoint=sb://localhost;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0",
                                AmqpTransport.TCP),
                        new ServiceBusEntity.Queue("jobs"))
                .withSettling(new Settling(Mode.PEEK_LOCK, timeout, 1, 10)));
    }
}
