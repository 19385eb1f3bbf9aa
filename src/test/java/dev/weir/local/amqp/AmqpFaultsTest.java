package dev.weir.local.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import dev.weir.local.LocalAmqp;
import dev.weir.local.servicebus.QueueSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults of the AMQP port that were asked for, as the official SDK meets them; it makes one attempt only. */
final class AmqpFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String THROTTLED = "the entity is being throttled";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private LocalAmqp amqp;
    private AmqpFaults faults;

    @BeforeEach
    void start() {
        amqp = LocalAmqp.builder()
                .queue(QueueSettings.of("orders"))
                .queue(QueueSettings.of("orders-eu"))
                .start();
        open.push(amqp);
        faults = amqp.listener().faults();
    }

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void sendsAreRefusedAsBusyUntilTheCountIsUsedUp() {
        ServiceBusSenderClient sender = sender("orders");
        sender.sendMessage(new ServiceBusMessage("before"));
        faults.set(AmqpFaultPlan.NONE.refuseSends(Refusals.ofNext(2)));

        ServiceBusException first = refused(() -> sender.sendMessage(new ServiceBusMessage("a")));
        Optional<Refusals> left = faults.plan().sends();
        ServiceBusException second = refused(() -> sender.sendMessage(new ServiceBusMessage("b")));
        sender.sendMessage(new ServiceBusMessage("c"));

        assertThat(first).hasStackTraceContaining(THROTTLED);
        assertThat(second).hasStackTraceContaining(THROTTLED);
        assertThat(left.orElseThrow().count()).isEqualTo(1);
        assertThat(amqp.serviceBus().counts("orders").active()).isEqualTo(2);
        assertThat(faults.plan()).isEqualTo(AmqpFaultPlan.NONE);
    }

    @Test
    void oneEntitysFaultsLeaveAnotherAloneThoughItsNameBeginsAlike() {
        ServiceBusSenderClient one = sender("orders");
        ServiceBusSenderClient other = sender("orders-eu");
        faults.set(AmqpFaultPlan.NONE.refuseSends(Refusals.ofNext(100).ofEntity("ORDERS")));

        assertThatCode(() -> other.sendMessage(new ServiceBusMessage("a"))).doesNotThrowAnyException();
        assertThat(refused(() -> one.sendMessage(new ServiceBusMessage("a")))).isNotNull();
    }

    @Test
    void aShareIsRefusedEvenlySpread() {
        ServiceBusSenderClient sender = sender("orders");
        faults.set(AmqpFaultPlan.NONE.refuseSends(Refusals.ofNext(100).share(0.25)));

        List<ServiceBusException> refused = IntStream.range(0, 20)
                .mapToObj(i -> refused(() -> sender.sendMessage(new ServiceBusMessage("a"))))
                .filter(Objects::nonNull)
                .toList();

        assertThat(refused).hasSize(5).allSatisfy(refusal -> assertThat(refusal).hasStackTraceContaining(THROTTLED));
        assertThat(amqp.serviceBus().counts("orders").active()).isEqualTo(15);
    }

    @Test
    void linksAreRefusedWithTheErrorThatWasAskedFor() {
        faults.set(AmqpFaultPlan.NONE.refuseLinks(
                Refusals.ofNext(1).with(new AmqpError("amqp:unauthorized-access", "not today"))));

        ServiceBusException refusal = refused(() -> sender("orders").sendMessage(new ServiceBusMessage("a")));

        assertThat(refusal.getReason()).isEqualTo(ServiceBusFailureReason.UNAUTHORIZED);
        assertThat(refusal).hasStackTraceContaining("not today");
        assertThatCode(() -> sender("orders").sendMessage(new ServiceBusMessage("b")))
                .doesNotThrowAnyException();
    }

    @Test
    void aRefusedSettlementLeavesTheLock() {
        sender("orders").sendMessage(new ServiceBusMessage("a"));
        ServiceBusReceiverClient receiver = receiver("orders");
        ServiceBusReceivedMessage message =
                receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();
        faults.set(AmqpFaultPlan.NONE.refuseSettlements(Refusals.ofNext(1)));

        ServiceBusException refusal = refused(() -> receiver.complete(message));

        assertThat(refusal.getReason()).isEqualTo(ServiceBusFailureReason.SERVICE_BUSY);
        assertThat(amqp.serviceBus().counts("orders").locked()).isEqualTo(1);
    }

    @Test
    void latencyDelaysWhatAClientSends() {
        ServiceBusSenderClient sender = sender("orders");
        sender.sendMessage(new ServiceBusMessage("warm"));
        faults.set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMillis(300)));

        long start = System.nanoTime();
        sender.sendMessage(new ServiceBusMessage("late"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        assertThat(amqp.serviceBus().counts("orders").active()).isEqualTo(2);
    }

    @Test
    void detachedLinksAndCutConnectionsAreCounted() {
        ServiceBusSenderClient one = sender("orders");
        ServiceBusSenderClient other = sender("orders-eu");
        one.sendMessage(new ServiceBusMessage("a"));
        other.sendMessage(new ServiceBusMessage("a"));

        int detached = amqp.listener().detachLinks("orders", new AmqpError("amqp:link:detach-forced", "by a test"));
        int none = amqp.listener().dropConnections("nothing");
        int cut = amqp.listener().dropConnections("Orders-EU");

        assertThat(detached).isEqualTo(1);
        assertThat(none).isZero();
        assertThat(cut).isEqualTo(1);
    }

    private ServiceBusSenderClient sender(String queue) {
        ServiceBusSenderClient sender = clients().sender().queueName(queue).buildClient();
        open.push(sender);
        return sender;
    }

    private ServiceBusReceiverClient receiver(String queue) {
        ServiceBusReceiverClient receiver = clients()
                .receiver()
                .queueName(queue)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildClient();
        open.push(receiver);
        return receiver;
    }

    private ServiceBusClientBuilder clients() {
        return new ServiceBusClientBuilder()
                .connectionString(amqp.connectionString())
                .retryOptions(new AmqpRetryOptions()
                        .setMode(AmqpRetryMode.FIXED)
                        .setMaxRetries(0)
                        .setDelay(Duration.ofMillis(10))
                        .setTryTimeout(PATIENCE));
    }

    private static ServiceBusException refused(Runnable call) {
        return catchThrowableOfType(ServiceBusException.class, call::run);
    }
}
