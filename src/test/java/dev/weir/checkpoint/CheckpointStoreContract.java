package dev.weir.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the SDK's processor relies on, whatever keeps it. */
abstract class CheckpointStoreContract {
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final String NAMESPACE = "acme.servicebus.windows.net";

    /** New for each test, since a store may be shared by them. */
    private final String hub = "hub-" + UUID.randomUUID();

    private CheckpointStore store;

    /** The store; asked again, another client of the same one. */
    abstract CheckpointStore open() throws Exception;

    abstract void close(CheckpointStore store) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() throws Exception {
        if (store != null) {
            close(store);
        }
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(ownerships("$Default")).isEmpty();
        assertThat(checkpoints("$Default")).isEmpty();
    }

    @Test
    void keepsAClaimWithItsOwnerTimeAndEtag() {
        long before = System.currentTimeMillis();

        PartitionOwnership claimed = claim(claimOf("0", "a", null)).get(0);

        PartitionOwnership kept = ownerships("$Default").get(0);
        assertThat(kept.getOwnerId()).isEqualTo("a");
        assertThat(kept.getPartitionId()).isEqualTo("0");
        assertThat(kept.getEventHubName()).isEqualTo(hub);
        assertThat(kept.getFullyQualifiedNamespace()).isEqualTo(NAMESPACE);
        assertThat(kept.getConsumerGroup()).isEqualTo("$Default");
        assertThat(kept.getETag()).isNotEmpty().isEqualTo(claimed.getETag());
        // Some stores know seconds only, and have clocks of their own.
        assertThat(kept.getLastModifiedTime()).isBetween(before - 5_000, System.currentTimeMillis() + 5_000);
    }

    @Test
    void refusesAClaimThatKnowsNoEtagOfAnOwnedPartition() {
        claim(claimOf("0", "a", null));

        assertThat(claim(claimOf("0", "b", null))).isEmpty();

        assertThat(ownerships("$Default").get(0).getOwnerId()).isEqualTo("a");
    }

    @Test
    void refusesAClaimWithAnOldEtag() {
        String first = claim(claimOf("0", "a", null)).get(0).getETag();
        String second = claim(claimOf("0", "a", first)).get(0).getETag();

        assertThat(second).isNotEqualTo(first);
        assertThat(claim(claimOf("0", "b", first))).isEmpty();
        assertThat(claim(claimOf("0", "b", second))).hasSize(1);
        assertThat(ownerships("$Default").get(0).getOwnerId()).isEqualTo("b");
    }

    @Test
    void refusesAnEtagWhereNothingIsOwned() {
        assertThat(claim(claimOf("0", "a", "\"0x8D9\""))).isEmpty();

        assertThat(ownerships("$Default")).isEmpty();
    }

    @Test
    void keepsAPartitionThatWasGivenUp() {
        String etag = claim(claimOf("0", "a", null)).get(0).getETag();

        List<PartitionOwnership> given = claim(claimOf("0", "", etag));

        assertThat(given).hasSize(1);
        assertThat(ownerships("$Default").get(0).getOwnerId()).isEmpty();
        assertThat(claim(claimOf("0", "b", given.get(0).getETag()))).hasSize(1);
    }

    @Test
    void takesWhatItCanOfSeveralClaims() {
        claim(claimOf("1", "b", null));

        List<PartitionOwnership> claimed =
                claim(claimOf("0", "a", null), claimOf("1", "a", null), claimOf("2", "a", null));

        assertThat(claimed).extracting(PartitionOwnership::getPartitionId).containsExactlyInAnyOrder("0", "2");
    }

    @Test
    void ofManyClaimsAtOnceOneWins() throws Exception {
        int claimants = 8;
        String etag = claim(claimOf("0", "first", null)).get(0).getETag();
        ConcurrentLinkedQueue<PartitionOwnership> won = new ConcurrentLinkedQueue<>();
        CountDownLatch together = new CountDownLatch(claimants);
        ExecutorService threads = Executors.newFixedThreadPool(claimants);
        for (int i = 0; i < claimants; i++) {
            String owner = "owner-" + i;
            threads.execute(() -> {
                together.countDown();
                try {
                    together.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                won.addAll(claim(claimOf("0", owner, etag)));
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(won).hasSize(1);
        assertThat(ownerships("$Default").get(0).getOwnerId())
                .isEqualTo(won.element().getOwnerId());
    }

    @Test
    void keepsTheLatestCheckpoint() {
        update(checkpointOf("$Default", "0", 10, "1024"));
        update(checkpointOf("$Default", "0", 11, "1088"));
        update(checkpointOf("$Default", "1", 5, "512"));

        List<Checkpoint> kept = checkpoints("$Default");

        assertThat(kept).hasSize(2);
        assertThat(kept)
                .filteredOn(checkpoint -> checkpoint.getPartitionId().equals("0"))
                .singleElement()
                .satisfies(checkpoint -> {
                    assertThat(checkpoint.getSequenceNumber()).isEqualTo(11);
                    assertThat(checkpoint.getOffsetString()).isEqualTo("1088");
                    assertThat(checkpoint.getEventHubName()).isEqualTo(hub);
                    assertThat(checkpoint.getFullyQualifiedNamespace()).isEqualTo(NAMESPACE);
                    assertThat(checkpoint.getConsumerGroup()).isEqualTo("$Default");
                });
    }

    @Test
    void keepsConsumerGroupsApart() {
        update(checkpointOf("$Default", "0", 10, "1024"));
        update(checkpointOf("weir", "0", 3, "64"));

        assertThat(checkpoints("$Default"))
                .extracting(Checkpoint::getSequenceNumber)
                .containsExactly(10L);
        assertThat(checkpoints("weir"))
                .extracting(Checkpoint::getSequenceNumber)
                .containsExactly(3L);
    }

    @Test
    void anOffsetIsAnyText() {
        update(checkpointOf("$Default", "0", 10, "7:12345:0;a b|c"));

        assertThat(checkpoints("$Default").get(0).getOffsetString()).isEqualTo("7:12345:0;a b|c");
    }

    final CheckpointStore store() {
        return store;
    }

    final PartitionOwnership claimOf(String partition, String owner, String etag) {
        return new PartitionOwnership()
                .setFullyQualifiedNamespace(NAMESPACE)
                .setEventHubName(hub)
                .setConsumerGroup("$Default")
                .setPartitionId(partition)
                .setOwnerId(owner)
                .setETag(etag);
    }

    final Checkpoint checkpointOf(String group, String partition, long sequence, String offset) {
        return new Checkpoint()
                .setFullyQualifiedNamespace(NAMESPACE)
                .setEventHubName(hub)
                .setConsumerGroup(group)
                .setPartitionId(partition)
                .setSequenceNumber(sequence)
                .setOffsetString(offset);
    }

    final List<PartitionOwnership> claim(PartitionOwnership... wanted) {
        return claim(store, wanted);
    }

    static List<PartitionOwnership> claim(CheckpointStore in, PartitionOwnership... wanted) {
        return in.claimOwnership(List.of(wanted)).collectList().block(AT_MOST);
    }

    final void update(Checkpoint checkpoint) {
        update(store, checkpoint);
    }

    static void update(CheckpointStore in, Checkpoint checkpoint) {
        in.updateCheckpoint(checkpoint).block(AT_MOST);
    }

    final List<PartitionOwnership> ownerships(String group) {
        return store.listOwnership(NAMESPACE, hub, group).collectList().block(AT_MOST);
    }

    final List<Checkpoint> checkpoints(String group) {
        return checkpoints(store, group);
    }

    final List<Checkpoint> checkpoints(CheckpointStore in, String group) {
        return in.listCheckpoints(NAMESPACE, hub, group).collectList().block(AT_MOST);
    }
}
