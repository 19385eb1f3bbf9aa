package dev.weir.local.eventhubs;

import dev.weir.local.amqp.EncodedWriter;
import dev.weir.local.amqp.Section;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An event to put into a hub without a client.
 *
 * @param body its data; never changed
 * @param properties its application properties
 * @param partitionKey decides on the partition, where none is given
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from one writer to one reader; nothing compares it.
public record NewEvent(byte[] body, Map<String, String> properties, Optional<String> partitionKey) {
    private static final byte[] NONE = {};

    public NewEvent {
        properties = Map.copyOf(properties);
    }

    public static NewEvent of(String body) {
        return new NewEvent(body.getBytes(StandardCharsets.UTF_8), Map.of(), Optional.empty());
    }

    public NewEvent withProperty(String name, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(name, value);
        return new NewEvent(body, more, partitionKey);
    }

    public NewEvent withPartitionKey(String key) {
        return new NewEvent(body, properties, Optional.of(key));
    }

    SentEvent encode() {
        EncodedWriter writer = new EncodedWriter(64 + body.length);
        if (!properties.isEmpty()) {
            writer.section(Section.APPLICATION_PROPERTIES);
            int map = writer.openMap(2 * properties.size());
            properties.forEach((name, value) -> writer.string(name).string(value));
            writer.close(map);
        }
        byte[] bare = writer.section(Section.DATA).binary(body).toBytes();
        return new SentEvent(partitionKey, 0, NONE, bare, 0, bare.length);
    }
}
