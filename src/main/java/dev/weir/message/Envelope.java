package dev.weir.message;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The JSON message that a batch is, as clients read it: {@code docs/wire-format.md}. Updates are written one at a time, so
 * that what does not fit can stay out.
 */
public final class Envelope implements BatchBody {
    private static final byte[] END = ascii("]}");
    private static final byte[] DATA = ascii(",\"data\":");
    private static final byte[] ITEMS = ascii(",\"items\":[");

    private final int maxBytes;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private final ByteArrayOutputStream one = new ByteArrayOutputStream(512);
    private int updates;
    private Instant firstAt = Instant.EPOCH;

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
        Wire.write(out, json -> {
            json.writeStartObject();
            json.writeNumberField("weir", 1);
            json.writeStringField("lane", lane);
            json.writeStringField("epoch", epoch);
            json.writeNumberField("seq", seq);
            json.writeFieldName("updates");
            json.writeStartArray();
        });
    }

    @Override
    public boolean add(Outgoing update) {
        one.reset();
        Wire.write(one, json -> {
            json.writeStartObject();
            json.writeStringField("entity", update.entity());
            json.writeStringField("op", name(update.operation()));
            json.writeNumberField("rev", update.rev());
            long base = base(update.operation());
            if (base > 0) {
                json.writeNumberField("base", base);
            }
            writeVersion(json, update.version());
            if (updates == 0) {
                writeAt(json, update.at());
            } else {
                json.writeNumberField("at", update.at().toEpochMilli() - firstAt.toEpochMilli());
            }
        });
        writeContent(update.operation());
        int comma = updates == 0 ? 0 : 1;
        if (out.size() + comma + one.size() + END.length > maxBytes) {
            return false;
        }
        if (comma == 1) {
            out.write(',');
        } else {
            firstAt = update.at();
        }
        out.writeBytes(one.toByteArray());
        updates++;
        return true;
    }

    private static String name(Operation operation) {
        if (operation instanceof Operation.Set) {
            return "set";
        } else if (operation instanceof Operation.Merge) {
            return "merge";
        } else if (operation instanceof Operation.Patch) {
            return "patch";
        }
        return operation instanceof Operation.Add ? "add" : "remove";
    }

    private static long base(Operation operation) {
        if (operation instanceof Operation.Merge merge) {
            return merge.base();
        }
        return operation instanceof Operation.Patch patch ? patch.base() : 0;
    }

    private void writeContent(Operation operation) {
        if (operation instanceof Operation.Set set) {
            writeData(set.data());
        } else if (operation instanceof Operation.Merge merge) {
            writeData(merge.data());
        } else if (operation instanceof Operation.Patch patch) {
            writeData(patch.data());
        } else if (operation instanceof Operation.Add add) {
            writeItems(add.items());
        }
        one.write('}');
    }

    private void writeData(byte[] data) {
        one.writeBytes(DATA);
        one.writeBytes(data);
    }

    private void writeItems(List<Operation.Item> items) {
        one.writeBytes(ITEMS);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                one.write(',');
            }
            writeItem(one, items.get(i));
        }
        one.write(']');
    }

    /** A list's item, as batches and snapshots show it. */
    public static void writeItem(ByteArrayOutputStream out, Operation.Item item) {
        Wire.write(out, json -> {
            json.writeStartObject();
            writePlace(json, item.version(), item.at());
        });
        out.writeBytes(DATA);
        out.writeBytes(item.data());
        out.write('}');
    }

    static void writePlace(JsonGenerator json, Version version, Instant at) throws IOException {
        writeVersion(json, version);
        writeAt(json, at);
    }

    private static void writeVersion(JsonGenerator json, Version version) throws IOException {
        json.writeFieldName("version");
        Wire.writeVersion(json, version);
    }

    private static void writeAt(JsonGenerator json, Instant at) throws IOException {
        json.writeStringField("at", Wire.formatted(at));
    }

    @Override
    public int size() {
        return updates;
    }

    @Override
    public byte[] toBytes() {
        out.writeBytes(END);
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
