package dev.weir.source.eventhubs;

import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The partitions that this replica reads, and what is wrong with those that it can't. Safe on any thread. */
final class Partitions {
    /** Where the store is slow, a round may begin before the claims of earlier ones have failed. */
    private static final int ROUNDS = 4;

    private final Map<String, Reading> readings = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Map<String, Integer> thefts = new ConcurrentHashMap<>();
    private volatile String balancing = "";
    /** Rounds until a claim's failure is forgotten. */
    private final AtomicInteger claimsFail = new AtomicInteger();

    /** A new ownership begins; an old one that was not told of its end has ended. */
    void begin(Reading reading) {
        Reading old = readings.put(reading.partition(), reading);
        if (old != null) {
            old.lost();
        }
    }

    @Nullable
    Reading of(String partition) {
        return readings.get(partition);
    }

    /** The ownership ended. */
    void lost(String partition) {
        Reading reading = readings.remove(partition);
        if (reading != null) {
            reading.lost();
        }
    }

    /** Somebody was seen to own a partition. */
    void seen(PartitionOwnership ownership, String self) {
        if (!self.equals(ownership.getOwnerId())) {
            notOurs(ownership.getPartitionId());
        }
    }

    /** A partition is somebody else's. Its reading stays, ended, so that its thread ends the link. */
    void notOurs(String partition) {
        Reading reading = readings.get(partition);
        if (reading != null) {
            reading.lost();
        }
    }

    /** Who owns what is known. A claim that failed is forgotten when several rounds have gone by without another. */
    void listed() {
        if (claimsFail.get() == 0 || claimsFail.decrementAndGet() == 0) {
            balancing = "";
        }
    }

    /** A partition can be had. */
    void claimed() {
        claimsFail.set(0);
        balancing = "";
    }

    /** A partition can't be had; says whether that is news. */
    boolean claimFailed(String text) {
        claimsFail.set(ROUNDS);
        return balancingFailed(text);
    }

    /** The replicas can't share the partitions; says whether that is news. */
    boolean balancingFailed(String text) {
        boolean news = !text.equals(balancing);
        balancing = text;
        return news;
    }

    /**
     * A link failed. To be displaced once is how replicas take over; over and over, it is another program.
     *
     * @return what is wrong now, if anything is
     */
    Optional<String> failed(String partition, Throwable failure, Function<Throwable, String> text) {
        if (Trouble.isStolen(failure) && thefts.merge(partition, 1, Integer::sum) < 3) {
            return Optional.empty();
        }
        String trouble = text.apply(failure);
        troubles.put(partition, trouble);
        return Optional.of(trouble);
    }

    /** A partition's link works. */
    void works(Reading reading) {
        troubles.remove(reading.partition());
        thefts.remove(reading.partition());
    }

    List<Reading> all() {
        return new ArrayList<>(readings.values());
    }

    void clear() {
        readings.clear();
    }

    /** What is wrong with any of them. */
    Stream<String> troubles() {
        return Stream.concat(
                        Stream.concat(Stream.of(balancing), troubles.values().stream()),
                        readings.values().stream().map(Reading::trouble))
                .filter(text -> !text.isEmpty());
    }
}
