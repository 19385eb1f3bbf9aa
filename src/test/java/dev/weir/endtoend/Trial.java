package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.guarantee.NothingSilent;
import dev.weir.local.LocalServices;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.webpubsub.FaultPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/**
 * The packaged bridge with a source of one kind, in one process or two, between the local services; a client whose view the
 * guarantees watch; and fault after fault while events flow, one of a hundred of them unreadable.
 */
final class Trial implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ENTITIES = 40;
    private static final int POISON_EVERY = 100;

    private final SourceKind kind;
    private final Path folder;
    private final long seed;
    private final Random random;
    private final LocalServices services = LocalServices.builder().start();
    private final Feed feed;
    private final UpdatesClient client;
    private final List<BridgeProcess> replicas = new ArrayList<>();
    private int round;
    private boolean failed;

    Trial(SourceKind kind, Path folder, long seed) throws IOException {
        this.kind = kind;
        this.folder = folder;
        this.seed = seed;
        this.random = new Random(seed);
        Project.write(folder);
        Files.writeString(folder.resolve("weir.yaml"), kind.configuration());
        kind.create(services);
        feed = kind.feed(services, ENTITIES, seed);
        feed.poisonEvery(POISON_EVERY);
        client = UpdatesClient.join(services.connectionStrings().webPubSub(), "tenant:acme");
    }

    /** One round: the fault while events flow, then an end to it, and every guarantee is asked. */
    void round(Fault fault) throws Exception {
        Assumptions.assumeFalse(failed, "An earlier round failed, and what it left behind can't be judged");
        failed = true;
        round++;
        if (replicas.isEmpty()) {
            start();
        }
        int gaps = client.gaps().size();
        fault.strike(this);
        services.webPubSub().faults().clear();
        services.amqp().listener().faults().clear();
        flow(1);
        replicas.removeIf(replica -> !replica.isAlive());
        assertThat(replicas).as("bridges that live, seed %d", seed).isNotEmpty();
        judge(fault);
        if (!fault.burnsNumbers()) {
            assertThat(client.gaps())
                    .as("batches that are missing, seed %d", seed)
                    .hasSize(gaps);
        }
        failed = false;
    }

    private void judge(Fault fault) throws IOException {
        feed.tell(client.guarantees());
        QueueCounts done = new QueueCounts(0, 0, (int) feed.poison());
        await(fault + ", seed " + seed)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                // A replica that is about to leave answers no more, and is alive for another moment.
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> {
                    assertThat(client.violations()).isEmpty();
                    assertThat(kind.counts(services, folder)).isEqualTo(done);
                    replicas.removeIf(replica -> !replica.isAlive());
                    for (BridgeProcess replica : replicas) {
                        assertThat(new NothingSilent(replica.toString(), replica::total).violations())
                                .isEmpty();
                    }
                });
    }

    Random random() {
        return random;
    }

    LocalServices services() {
        return services;
    }

    /** Sends so many bursts, of entities of this round alone: what it loses, no later round covers. */
    void flow(int bursts) {
        for (int i = 0; i < bursts; i++) {
            feed.send("r" + round + "-", 30 + random.nextInt(120));
        }
    }

    /** From now on much is taken and not published yet, at any moment. */
    void slowAnswers() {
        services.webPubSub().faults().set(FaultPlan.NONE.delayAnswers(Duration.ofMillis(500)));
    }

    /** Waits for some updates to be seen, or for all to be taken, or for all to be settled. */
    void awaitSomeMoment() {
        int moment = random.nextInt(3);
        int enough = client.updates() + 1 + random.nextInt(20);
        // All may have been seen before anybody looked: then this moment is as good as any.
        await("seed " + seed)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(() -> {
                    QueueCounts counts = kind.counts(services, folder);
                    boolean taken = counts.active() == 0;
                    boolean settled = taken && counts.locked() == 0;
                    return switch (moment) {
                        case 0 ->
                            client.updates() >= enough || client.counters().equals(feed.last());
                        case 1 -> taken && client.updates() > 0;
                        default -> settled && client.updates() > 0;
                    };
                });
    }

    /** Waits until all links that are to be refused have been asked for. */
    void awaitRefusedLinks() {
        await("seed " + seed)
                .atMost(PATIENCE)
                .until(() -> services.amqp().listener().faults().plan().links().isEmpty());
    }

    void letPass(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    BridgeProcess anyReplica() {
        replicas.removeIf(replica -> !replica.isAlive());
        return replicas.get(random.nextInt(replicas.size()));
    }

    /** Starts one more, and waits until it is ready. */
    void start() throws IOException {
        BridgeProcess replica = BridgeProcess.between(services, folder, List.of("-Xmx256m"), "run");
        replicas.add(replica);
        replica.awaitReady();
    }

    @Override
    public void close() {
        replicas.forEach(BridgeProcess::close);
        feed.close();
        client.close();
        services.close();
    }
}
