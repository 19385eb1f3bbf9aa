package dev.weir.message;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 in the JSON batch format: an array of events, each with the attributes of the one that its update was
 * made of, and {@code weirentity}. An entity that is gone is an event without data, and with {@code "weirop":"remove"}.
 */
public final class CloudEventsBody implements BatchBody {
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);
    /** What the specification takes as the name of an attribute. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,20}");

    private static final Set<String> OWN = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "data",
            "weirentity",
            "weirop");

    private final JsonWriter out;
    private final int maxBytes;
    private int updates;

    /** @param out what it is written with; for nothing else until it is finished */
    public CloudEventsBody(JsonWriter out, int maxBytes) {
        this.out = out;
        this.maxBytes = maxBytes;
        out.clear();
        out.raw('[');
    }

    @Override
    public boolean add(Outgoing update) {
        int before = out.size();
        if (update.operation() instanceof Operation.Add add) {
            for (Operation.Item item : add.items()) {
                write(update.entity(), item.version(), item.at(), item.event(), item.data());
            }
        } else {
            write(update.entity(), update.version(), update.at(), update.event(), data(update.operation()));
        }
        if (out.size() + 1 > maxBytes) {
            out.truncate(before);
            return false;
        }
        updates++;
        return true;
    }

    private static byte @Nullable [] data(Operation operation) {
        if (operation instanceof Operation.Set set) {
            return set.data();
        }
        return operation instanceof Operation.Merge merge ? merge.data() : null;
    }

    private void write(String entity, Version version, Instant at, @Nullable Event event, byte @Nullable [] data) {
        if (out.size() > 1) {
            out.raw(',');
        }
        out.write(json -> {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            if (event == null) {
                writeOwn(json, entity, version, at);
            } else {
                writeAttributes(json, event, at);
            }
            json.writeStringField("weirentity", entity);
            if (data == null) {
                json.writeStringField("weirop", "remove");
            } else {
                json.writeStringField("datacontenttype", "application/json");
            }
            json.writeEndObject();
        });
        if (data != null) {
            out.reopen();
            out.raw(DATA);
            out.raw(data);
            out.raw('}');
        }
    }

    /** What the bridge says of its own accord. */
    private static void writeOwn(JsonGenerator json, String entity, Version version, Instant at) throws IOException {
        json.writeStringField("id", entity + " " + version.scope() + " " + version.order());
        json.writeStringField("source", "/weir");
        json.writeStringField("type", "dev.weir.entity.removed");
        json.writeStringField("time", Wire.formatted(at));
    }

    private static void writeAttributes(JsonGenerator json, Event event, Instant at) throws IOException {
        String origin = event.origin().text() + (event.index() == 0 ? "" : "/" + event.index());
        json.writeStringField("id", event.id().isEmpty() ? origin : event.id());
        json.writeStringField(
                "source",
                event.source().isEmpty() ? "/weir/" + event.origin().scope().text() : event.source());
        json.writeStringField("type", event.type());
        if (!event.subject().isEmpty()) {
            json.writeStringField("subject", event.subject());
        }
        json.writeStringField("time", event.time().isEmpty() ? Wire.formatted(at) : event.time());
        for (Map.Entry<String, Object> property : event.properties().entrySet()) {
            if (NAME.matcher(property.getKey()).matches() && !OWN.contains(property.getKey())) {
                writeExtension(json, property.getKey(), property.getValue());
            }
        }
    }

    private static void writeExtension(JsonGenerator json, String name, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBooleanField(name, flag);
        } else if (value instanceof Number number && number.longValue() == number.intValue() && isInteger(number)) {
            json.writeNumberField(name, number.intValue());
        } else {
            json.writeStringField(name, value.toString());
        }
    }

    private static boolean isInteger(Number number) {
        return List.of(Integer.class, Long.class, Short.class, Byte.class).contains(number.getClass());
    }

    @Override
    public int size() {
        return updates;
    }

    @Override
    public byte[] toBytes() {
        out.raw(']');
        return out.toBytes();
    }
}
