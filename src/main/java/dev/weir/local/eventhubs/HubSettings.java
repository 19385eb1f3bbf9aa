package dev.weir.local.eventhubs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A hub of the local Event Hubs.
 *
 * @param name letters, digits, {@code . _ - /}; upper and lower case are the same to Event Hubs
 * @param partitionCount 1 to 1024, Azure's limit of a dedicated cluster; the partitions' ids are 0 and up
 * @param consumerGroups their names; {@code $Default} is always one of them
 * @param retention what each partition keeps
 */
public record HubSettings(String name, int partitionCount, List<String> consumerGroups, Retention retention) {
    /** The consumer group that every hub has. */
    public static final String DEFAULT_GROUP = "$Default";

    private static final int MAX_PARTITIONS = 1024;
    private static final int DEFAULT_PARTITIONS = 4;
    private static final long DEFAULT_HUB_BYTES = 512L << 20;
    private static final Pattern HUB_NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,254}[A-Za-z0-9])?");
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,48}[A-Za-z0-9])?");

    public HubSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(retention, "retention");
        if (!HUB_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "hub name must be of 1 to 256 letters, digits, '.', '_', '-' and '/', and"
                            + " begin and end with a letter or digit, but was '" + name + "'");
        }
        if (partitionCount < 1 || partitionCount > MAX_PARTITIONS) {
            throw new IllegalArgumentException("partition count of hub '" + name + "' must be 1 to " + MAX_PARTITIONS
                    + ", but was " + partitionCount);
        }
        consumerGroups = withDefault(name, consumerGroups);
    }

    private static List<String> withDefault(String hub, List<String> groups) {
        List<String> all = new ArrayList<>(List.of(DEFAULT_GROUP));
        Set<String> seen = new HashSet<>();
        for (String group : groups) {
            if (!seen.add(group.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("hub '" + hub + "' has two consumer groups '" + group + "'");
            }
            if (group.equalsIgnoreCase(DEFAULT_GROUP)) {
                continue;
            }
            if (!GROUP_NAME.matcher(group).matches()) {
                throw new IllegalArgumentException("consumer group of hub '" + hub + "' must be of 1 to 50 letters,"
                        + " digits, '.', '_', '-' and '/', and begin and end with a letter or digit, but was '" + group
                        + "'");
            }
            all.add(group);
        }
        return List.copyOf(all);
    }

    /** A hub with the group {@code $Default} alone, that keeps a day and 512 MiB, shared evenly by its partitions. */
    public static HubSettings of(String name, int partitionCount) {
        return new HubSettings(
                name,
                partitionCount,
                List.of(),
                Retention.defaults().withMaxBytes(Math.max(1, DEFAULT_HUB_BYTES / Math.max(1, partitionCount))));
    }

    /**
     * A hub as an option names it: {@code NAME} or {@code NAME:PARTITIONS}, 4 partitions where it says nothing.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static HubSettings parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return of(text, DEFAULT_PARTITIONS);
        }
        String partitions = text.substring(colon + 1);
        if (!partitions.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be NAME or NAME:PARTITIONS, with a whole number of partitions");
        }
        return of(text.substring(0, colon), Integer.parseInt(partitions));
    }

    /** The same hub with these groups, and {@code $Default}. */
    public HubSettings withConsumerGroups(String... names) {
        return new HubSettings(name, partitionCount, List.of(names), retention);
    }

    public HubSettings withRetention(Retention kept) {
        return new HubSettings(name, partitionCount, consumerGroups, kept);
    }
}
