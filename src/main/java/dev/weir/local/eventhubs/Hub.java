package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Loop;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A hub: takes events in, and spreads them over its partitions. */
final class Hub {
    private final HubSettings settings;
    private final long createdAt;
    private final List<Partition> partitions;
    private int nextPartition;
    private boolean deleted;

    Hub(HubSettings settings, Loop loop) {
        this.settings = settings;
        this.createdAt = loop.now();
        this.partitions = IntStream.range(0, settings.partitionCount())
                .mapToObj(number -> new Partition(number, settings, loop))
                .toList();
    }

    HubSettings settings() {
        return settings;
    }

    /** Milliseconds since the epoch. */
    long createdAt() {
        return createdAt;
    }

    List<Partition> partitions() {
        return partitions;
    }

    /** A partition by its id; empty when it has none of it. */
    Optional<Partition> partition(String id) {
        return partitions.stream()
                .filter(partition -> Integer.toString(partition.number()).equals(id))
                .findFirst();
    }

    boolean hasGroup(String group) {
        return settings.consumerGroups().stream()
                .anyMatch(known -> known.toLowerCase(Locale.ROOT).equals(group));
    }

    /**
     * Takes in one event or a batch, which stays together in one partition: that of the link, that of the partition
     * key, or the next in turn.
     */
    Optional<AmqpError> receive(OptionalInt partition, int format, byte[] message) {
        if (deleted) {
            return Optional.of(AmqpError.entityNotFound(settings.name()));
        }
        List<SentEvent> events = SentEvent.read(format, message);
        if (!events.isEmpty()) {
            partitions.get(partition.orElseGet(() -> choose(events.get(0)))).append(events);
        }
        return Optional.empty();
    }

    void append(SentEvent event) {
        partitions.get(choose(event)).append(List.of(event));
    }

    private int choose(SentEvent event) {
        return event.partitionKey()
                .map(key -> PartitionKey.partition(key, partitions.size()))
                .orElseGet(() -> {
                    int chosen = nextPartition;
                    nextPartition = (chosen + 1) % partitions.size();
                    return chosen;
                });
    }

    /** The refusal of a partition that the hub has not, in Azure's words. */
    AmqpError noSuchPartition() {
        return new AmqpError(
                "com.microsoft:argument-out-of-range",
                "The specified partition is invalid for an EventHub partition sender or receiver. It should be between"
                        + " 0 and " + (partitions.size() - 1) + ".");
    }

    /** Ends its readers, and refuses what its senders send from now on. */
    void delete() {
        deleted = true;
        AmqpError gone = AmqpError.entityNotFound(settings.name());
        for (Partition partition : partitions) {
            settings.consumerGroups()
                    .forEach(group ->
                            partition.group(group.toLowerCase(Locale.ROOT)).end(gone));
        }
    }
}
