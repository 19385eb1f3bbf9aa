package dev.weir.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * The JSON message that a batch is, as clients read it: {@code docs/wire-format.md}. Updates are written one at a time, so
 * that what does not fit can stay out.
 *
 * <p>For one thread, and one batch.
 */
public final class Envelope {
    private static final JsonFactory JSON = new ObjectMapper().getFactory();
    private static final SerializedString OP_SET = new SerializedString("set");
    private static final DateTimeFormatter AT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final int maxBytes;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private final ByteArrayOutputStream one = new ByteArrayOutputStream(512);
    private int updates;

    /**
     * Starts a batch.
     *
     * @param lane the lane's name
     * @param epoch one writer's life of the lane
     * @param seq the batch's number in the epoch, from 1
     * @param maxBytes the longest body to make
     */
    public Envelope(String lane, String epoch, long seq, int maxBytes) {
        this.maxBytes = maxBytes;
        write(out, json -> {
            json.writeStartObject();
            json.writeNumberField("weir", 1);
            json.writeStringField("lane", lane);
            json.writeStringField("epoch", epoch);
            json.writeNumberField("seq", seq);
            json.writeFieldName("updates");
            json.writeStartArray();
            json.flush();
        });
    }

    /** Appends an update that sets an entity's whole state; false, and nothing appended, when it does not fit. */
    public boolean addSet(Update update, long rev) {
        one.reset();
        write(one, json -> {
            json.writeStartObject();
            json.writeStringField("entity", update.entity());
            json.writeFieldName("op");
            json.writeString(OP_SET);
            json.writeNumberField("rev", rev);
            json.writeFieldName("version");
            writeVersion(json, update.version());
            json.writeStringField("at", formatted(update.at()));
            json.writeFieldName("data");
            json.writeTree(update.data());
            json.writeEndObject();
        });
        int comma = updates == 0 ? 0 : 1;
        if (out.size() + comma + one.size() + END.length > maxBytes) {
            return false;
        }
        if (comma == 1) {
            out.write(',');
        }
        out.writeBytes(one.toByteArray());
        updates++;
        return true;
    }

    /** How many updates it holds. */
    public int size() {
        return updates;
    }

    /** The finished body. */
    public byte[] toBytes() {
        out.writeBytes(END);
        return out.toByteArray();
    }

    private static String formatted(Instant at) {
        return AT.format(at);
    }

    private static void writeVersion(JsonGenerator json, Version version) throws IOException {
        json.writeStartArray();
        json.writeString(version.scope());
        writeOrder(json, version.order());
        if (version.tie() != null) {
            json.writeString(version.tie().scope());
            writeOrder(json, version.tie().order());
        }
        json.writeEndArray();
    }

    private static void writeOrder(JsonGenerator json, List<Object> order) throws IOException {
        if (order.size() == 1) {
            writeValue(json, order.get(0));
            return;
        }
        json.writeStartArray();
        for (Object value : order) {
            writeValue(json, value);
        }
        json.writeEndArray();
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeString(value.toString());
        }
    }

    private static void write(ByteArrayOutputStream target, JsonWriting writing) {
        try {
            JsonGenerator json = JSON.createGenerator(target);
            // The start of the envelope is left open on purpose, so closing the generator must not close its array.
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            writing.to(json);
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing JSON to memory failed", e);
        }
    }

    @FunctionalInterface
    private interface JsonWriting {
        void to(JsonGenerator json) throws IOException;
    }
}
