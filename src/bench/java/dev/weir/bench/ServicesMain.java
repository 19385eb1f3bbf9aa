package dev.weir.bench;

import dev.weir.local.LocalServices;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.eventhubs.NewEvent;
import dev.weir.local.eventhubs.Retention;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The local services with the feed beside them, in one process. It is told what to do on its standard input, a line each, and
 * answers each with a line: {@code feed COUNT PER_SECOND} (0 for as fast as can be), {@code budget PER_SECOND}, {@code
 * calls}, {@code waiting}.
 */
final class ServicesMain {
    /** A backlog is kept as a whole, however slow its reader is. */
    private static final long PARTITION_BYTES = 1L << 30;

    private static final int MOST_MESSAGES = 5_000_000;
    private static final long MOST_BYTES = 8L << 30;
    private static final long LOT_NANOS = 2_000_000;

    private final LocalServices services = LocalServices.builder()
            .queue(QueueSettings.of(SourceKind.QUEUE)
                    .withLockDuration(Duration.ofMinutes(5))
                    .withMaxDeliveryCount(1_000)
                    .withLimits(MOST_MESSAGES, MOST_BYTES))
            .hub(HubSettings.of(SourceKind.HUB, SourceKind.PARTITIONS)
                    .withRetention(Retention.defaults().withMaxBytes(PARTITION_BYTES)))
            .start();
    private final Workload workload;
    private final SourceKind kind;
    private final DataOutputStream log;

    private ServicesMain(SourceKind kind, long seed, Path log) throws IOException {
        this.kind = kind;
        this.workload = new Workload(seed);
        this.log = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(log), 1 << 16));
    }

    /** Takes the kind of the source, the seed, and the file that gets entity, number and time of each event. */
    public static void main(String[] arguments) throws IOException {
        ServicesMain main = new ServicesMain(
                SourceKind.valueOf(arguments[0]), Long.parseLong(arguments[1]), Path.of(arguments[2]));
        PrintStream out = System.out;
        out.println(main.services.connectionStrings().serviceBus() + " "
                + main.services.connectionStrings().eventHubs() + " "
                + main.services.connectionStrings().webPubSub());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            out.println(main.answer(line.split(" ")));
        }
        System.exit(0);
    }

    private String answer(String[] command) throws IOException {
        switch (command[0]) {
            case "feed":
                feed(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
                log.flush();
                return "fed";
            case "budget":
                services.webPubSub()
                        .faults()
                        .set(FaultPlan.NONE.refuseAbove(Integer.parseInt(command[1]), Refusal.of(429)));
                return "set";
            case "calls":
                return Long.toString(services.webPubSub().sends().accepted());
            case "waiting":
                var counts = services.serviceBus().counts(SourceKind.QUEUE);
                return Long.toString((long) counts.active() + counts.locked());
            default:
                throw new IllegalArgumentException(command[0]);
        }
    }

    private void feed(int count, int perSecond) throws IOException {
        long startedAt = System.nanoTime();
        for (int sent = 0; sent < count; sent++) {
            if (perSecond > 0) {
                long due = startedAt + (long) (sent * 1e9 / perSecond) / LOT_NANOS * LOT_NANOS;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
            workload.next();
            log.writeInt(workload.entity());
            log.writeInt(workload.number());
            log.writeLong(System.currentTimeMillis());
            send(workload.entity(), workload.body());
        }
    }

    private void send(int entity, byte[] body) {
        if (kind == SourceKind.SERVICE_BUS) {
            services.serviceBus()
                    .send(SourceKind.QUEUE, body, Map.of("type", Workload.TYPE), Optional.empty())
                    .ifPresent(error -> {
                        throw new IllegalStateException("The queue refused an event: " + error);
                    });
        } else {
            services.eventHubs()
                    .send(
                            SourceKind.HUB,
                            entity % SourceKind.PARTITIONS,
                            new NewEvent(body, Map.of("type", Workload.TYPE), Optional.empty()));
        }
    }
}
