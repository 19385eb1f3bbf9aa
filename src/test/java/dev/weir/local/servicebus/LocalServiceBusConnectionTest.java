package dev.weir.local.servicebus;

import static dev.weir.local.servicebus.BusFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.PortUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalServiceBusConnectionTest {
    private static final Duration LOCK = Duration.ofSeconds(60);

    @RegisterExtension
    private final BusFixture bus = new BusFixture(QueueSettings.of("orders").withLockDuration(LOCK));

    @Test
    void lostConnectionKeepsItsLocksUntilTheyExpire() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "held");
        one(receiver);

        // When
        bus.bus().dropConnections();

        // Then
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 0));
        bus.pass(LOCK.minusMillis(1));
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 0));
        bus.pass(Duration.ofMillis(1));
        ServiceBusReceivedMessage again = one(bus.receiver("orders"));
        assertThat(again.getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void closedReceiverKeepsItsLocksUntilTheyExpire() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "held");
        one(receiver);

        // When
        receiver.close();

        // Then
        assertThat(bus.counts("orders")).isEqualTo(new QueueCounts(0, 1, 0));
        bus.pass(LOCK);
        assertThat(one(bus.receiver("orders")).getDeliveryCount()).isEqualTo(1);
    }

    @Test
    void receiverGoesOnAfterItsConnectionWasLost() {
        // Given
        ServiceBusReceiverClient receiver = bus.receiver("orders");
        bus.send("orders", "before");
        receiver.complete(one(receiver));

        // When
        bus.bus().dropConnections();
        bus.send("orders", "after");

        // Then
        assertThat(one(receiver).getBody().toString()).isEqualTo("after");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an HTTP request,             474554202F20485454502F312E310D0A0D0A",
        "a frame of no size,          414D51500300010000000003",
        "a frame that is far too big, 414D5150030001007FFFFFFF02010000",
        "a SASL frame without sense,  414D51500300010000000010020100000053FFC00100",
        "a frame of an unknown type,  414D51500300010000000010020900000053FFC00100",
        "AMQP without SASL,           414D515000010000",
        "a stray body after SASL,     414D515003010000DEADBEEFDEADBEEFDEADBEEF",
    })
    void malformedBytesEndTheirConnectionAlone(String what, String hex) throws IOException {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");
        sender.sendMessage(new ServiceBusMessage("before"));

        // When
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), bus.bus().port())) {
            socket.setSoTimeout((int) BusFixture.PATIENCE.toMillis());
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            readToEnd(socket.getInputStream());
        }

        // Then
        sender.sendMessage(new ServiceBusMessage("after"));
        assertThat(bus.counts("orders").active()).isEqualTo(2);
    }

    @Test
    void malformedFrameInAnOpenConnectionEndsItAlone() throws IOException {
        // Given
        ServiceBusSenderClient sender = bus.sender("orders");
        sender.sendMessage(new ServiceBusMessage("before"));

        // When
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), bus.bus().port())) {
            socket.setSoTimeout((int) BusFixture.PATIENCE.toMillis());
            String saslHeader = "414D515003010000";
            String saslInit = "0000001902010000005341C00C01A309414E4F4E594D4F5553";
            String amqpHeader = "414D515000010000";
            String open = "0000001102000000005310C00401A10178";
            String nonsense = "0000000C02000000DEADBEEF";
            socket.getOutputStream()
                    .write(HexFormat.of().parseHex(saslHeader + saslInit + amqpHeader + open + nonsense));
            readToEnd(socket.getInputStream());
        }

        // Then
        sender.sendMessage(new ServiceBusMessage("after"));
        assertThat(bus.counts("orders").active()).isEqualTo(2);
    }

    @Test
    void takenPortIsNamedInTheError() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalAmqp.Builder second = LocalAmqp.builder().port(taken.getLocalPort());

            // When / Then
            assertThatThrownBy(second::start)
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
        }
    }

    @Test
    void connectionStringHasTheEmulatorsForm() {
        // When
        String connectionString = bus.bus().connectionString();

        // Then
        assertThat(connectionString)
                .isEqualTo("Endpoint=sb://127.0.0.1:" + bus.bus().port()
                        + ";SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;"
                        + "UseDevelopmentEmulator=true;");
    }

    @Test
    void closedBusFreesItsPort() {
        // Given
        int port = bus.bus().port();
        bus.bus().close();

        // When
        LocalAmqp next = bus.closing(Awaitility.await()
                .atMost(BusFixture.PATIENCE)
                .ignoreExceptions()
                .until(() -> LocalAmqp.builder().port(port).start(), started -> true));

        // Then
        assertThat(next.port()).isEqualTo(port);
    }

    private static void readToEnd(InputStream input) throws IOException {
        byte[] rest = input.readAllBytes();
        assertThat(rest.length).isLessThan(1_000);
    }
}
