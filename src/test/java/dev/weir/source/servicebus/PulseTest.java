package dev.weir.source.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.weir.local.LocalAmqp;
import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.servicebus.QueueSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks a broker that answers, or does not. */
class PulseTest {
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final LongSupplier LONG_AGO =
            () -> System.nanoTime() - Duration.ofHours(1).toNanos();

    private final LocalAmqp broker =
            LocalAmqp.builder().port(0).queue(QueueSettings.of("jobs")).start();
    private final ServiceBusReceiverAsyncClient client = new ServiceBusClientBuilder()
            .connectionString(broker.connectionString())
            .receiver()
            .queueName("jobs")
            .buildAsyncClient();
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @AfterEach
    void stop() {
        wanted.set(false);
        // First, since it may be one that does not answer.
        broker.close();
        client.close();
    }

    @Test
    void tellsOfAnswersAndOfSilence() {
        watch(LONG_AGO);
        await().until(() -> answers.get() > 1);

        broker.listener().faults().set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMinutes(1)));
        int before = failures.get();
        await().until(() -> failures.get() > before);
    }

    @Test
    void asksNothingWhileSomethingComes() {
        broker.listener().faults().set(AmqpFaultPlan.NONE.delayFrames(Duration.ofMinutes(1)));
        watch(System::nanoTime);

        await().until(() -> answers.get() > 20);
        assertThat(failures).hasValue(0);
    }

    @Test
    void endsOnceItIsNotWanted() {
        AtomicInteger refusals = new AtomicInteger();
        new Pulse(client, EVERY, Duration.ofSeconds(1), System::nanoTime)
                .watch(() -> refusals.incrementAndGet() == 0, answers::incrementAndGet, failure -> {});

        await().until(() -> refusals.get() > 0);
        await().during(EVERY.multipliedBy(5)).until(() -> refusals.get() == 1);
        assertThat(answers).hasValue(0);
    }

    private void watch(LongSupplier arrivedAt) {
        new Pulse(client, EVERY, Duration.ofSeconds(1), arrivedAt)
                .watch(wanted::get, answers::incrementAndGet, failure -> failures.incrementAndGet());
    }
}
