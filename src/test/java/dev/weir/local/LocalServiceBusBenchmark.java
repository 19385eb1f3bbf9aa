package dev.weir.local;

import static dev.weir.local.LocalProcess.print;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/**
 * What the local Service Bus spends beside the official client, each in its own process, and whether a million messages
 * fit. Prints; judges ratios and bounds, no time.
 */
class LocalServiceBusBenchmark {
    private static final int WARM_UP = 60_000;
    private static final int MEASURED = 60_000;
    private static final int MILLION = 1_000_000;
    private static final int LANES = 64;
    private static final byte[] BODY = new byte[1024];
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void spendsAtMostHalfOfWhatTheClientSpends() throws Exception {
        try (LocalProcess local = LocalProcess.start(folder, "1g");
                ServiceBusSenderAsyncClient sender =
                        clients(local).sender().queueName(LocalProcess.QUEUE).buildAsyncClient();
                ServiceBusReceiverAsyncClient receiver = receiver(local)) {
            AtomicInteger completed = completing(receiver);
            round(sender, completed, WARM_UP);
            Duration ofClient = own();
            Duration ofLocal = local.cpu();

            round(sender, completed, MEASURED);

            ofClient = own().minus(ofClient);
            ofLocal = local.cpu().minus(ofLocal);
            double ratio = (double) ofLocal.toNanos() / ofClient.toNanos();
            print(
                    "1 KiB sent, received by peek-lock, completed: CPU a 1,000 messages: client %.1f ms, local %.1f ms, ratio %.2f (aim: 0.50)"
                            .formatted(perThousand(ofClient), perThousand(ofLocal), ratio));
            assertThat(ratio).isLessThanOrEqualTo(0.5);
        }
    }

    @Test
    void aMillionMessagesFitInto2GiB() throws Exception {
        try (LocalProcess local = LocalProcess.start(folder, "1600m");
                ServiceBusSenderClient sender =
                        clients(local).sender().queueName(LocalProcess.QUEUE).buildClient()) {
            send(sender, MILLION);

            try (ServiceBusReceiverAsyncClient receiver = receiver(local)) {
                AtomicInteger completed = completing(receiver);
                await().atMost(PATIENCE).until(() -> completed.get() >= 1_000);
            }
            long resident = local.residentBytes();
            print("a million queued messages of 1 KiB: %,d MiB resident with a heap of 1,600 MiB (aim: 2,048)"
                    .formatted(resident >> 20));
            assertThat(local.isAlive()).isTrue();
            assertThat(resident).isLessThan(2L << 30);
        }
    }

    private static void round(ServiceBusSenderAsyncClient sender, AtomicInteger completed, int messages) {
        int before = completed.get();
        Flux.range(0, messages)
                .flatMap(number -> sender.sendMessage(new ServiceBusMessage(BODY)), LANES)
                .blockLast(PATIENCE);
        await().atMost(PATIENCE).until(() -> completed.get() == before + messages);
    }

    /** Completes all that comes, and counts it, until the client is closed. */
    private static AtomicInteger completing(ServiceBusReceiverAsyncClient receiver) {
        AtomicInteger completed = new AtomicInteger();
        receiver.receiveMessages()
                .flatMap(message -> receiver.complete(message).thenReturn(message), LANES)
                .subscribe(message -> completed.incrementAndGet(), failure -> {});
        return completed;
    }

    private static void send(ServiceBusSenderClient sender, int messages) {
        List<ServiceBusMessage> fitting = new ArrayList<>();
        ServiceBusMessageBatch probe = sender.createMessageBatch();
        while (probe.tryAddMessage(new ServiceBusMessage(BODY))) {
            fitting.add(new ServiceBusMessage(BODY));
        }
        for (int sent = 0; sent < messages; sent += fitting.size()) {
            sender.sendMessages(fitting.subList(0, Math.min(fitting.size(), messages - sent)));
        }
    }

    private static ServiceBusClientBuilder clients(LocalProcess local) {
        return new ServiceBusClientBuilder().connectionString(local.serviceBus());
    }

    private static ServiceBusReceiverAsyncClient receiver(LocalProcess local) {
        return clients(local)
                .receiver()
                .queueName(LocalProcess.QUEUE)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .prefetchCount(200)
                .buildAsyncClient();
    }

    private static Duration own() {
        return Duration.ofNanos(
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
    }

    private static double perThousand(Duration cpu) {
        return cpu.toNanos() / 1e6 / (MEASURED / 1_000.0);
    }
}
