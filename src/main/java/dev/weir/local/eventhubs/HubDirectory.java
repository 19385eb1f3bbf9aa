package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.Loop;
import dev.weir.local.amqp.Node;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hubs by name, and what stands behind their addresses. */
final class HubDirectory {
    private static final Pattern ADDRESS =
            Pattern.compile("(?<hub>.+?)(?:/consumergroups/(?<group>.+))?/partitions/(?<partition>[^/]*)");

    private final Loop loop;
    private final Predicate<String> taken;
    private final Map<String, Hub> hubs = new TreeMap<>();
    private final HubManagement management = new HubManagement(this);

    HubDirectory(Loop loop, Predicate<String> taken) {
        this.loop = loop;
        this.taken = taken;
    }

    void add(HubSettings settings) {
        String key = key(settings.name());
        if (hubs.containsKey(key)) {
            throw new IllegalArgumentException("there is a hub '" + settings.name() + "' already");
        }
        if (taken.test(key)) {
            throw new IllegalArgumentException("hub '" + settings.name()
                    + "' needs another name: there is an entity of this name in the Service Bus of the same port");
        }
        hubs.put(key, new Hub(settings, loop));
    }

    boolean remove(String name) {
        Hub hub = hubs.remove(key(name));
        if (hub != null) {
            hub.delete();
        }
        return hub != null;
    }

    Optional<Hub> hub(String name) {
        return Optional.ofNullable(hubs.get(key(name)));
    }

    Collection<Hub> all() {
        return hubs.values();
    }

    /** Forgets what retention has ended, in every partition. */
    void trim() {
        hubs.values().forEach(hub -> hub.partitions().forEach(Partition::log));
    }

    /**
     * What stands behind an address.
     *
     * @param address in lower case
     */
    Optional<Node> find(String address) {
        if (address.equals("$management")) {
            return Optional.of(management);
        }
        Hub whole = hubs.get(address);
        if (whole != null) {
            return Optional.of(new SenderNode(whole, OptionalInt.empty()));
        }
        Matcher parts = ADDRESS.matcher(address);
        Hub hub = parts.matches() ? hubs.get(parts.group("hub")) : null;
        if (hub == null) {
            return Optional.empty();
        }
        String group = parts.group("group");
        if (group != null && !hub.hasGroup(group)) {
            return Optional.of(new RefusingNode(AmqpError.entityNotFound(address)));
        }
        Optional<Partition> partition = hub.partition(parts.group("partition"));
        if (partition.isEmpty()) {
            return Optional.of(new RefusingNode(hub.noSuchPartition()));
        }
        Partition found = partition.get();
        return Optional.of(
                group == null
                        ? new SenderNode(hub, OptionalInt.of(found.number()))
                        : new ReaderNode(hub, found, found.group(group)));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
