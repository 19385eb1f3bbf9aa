package dev.weir.message;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The JSON message that a batch is, as clients read it: {@code docs/wire-format.md}. Updates are written one at a time, so
 * that what does not fit can stay out.
 */
public final class Envelope implements BatchBody {
    private static final byte[] UPDATES = ascii(",\"updates\":[");
    private static final byte[] END = ascii("]}");
    private static final byte[] DATA = ascii(",\"data\":");
    private static final byte[] ITEMS = ascii(",\"items\":[");

    private final JsonWriter out;
    private final int maxBytes;
    private int updates;
    private Instant firstAt = Instant.EPOCH;

    /**
     * Starts a batch.
     *
     * @param out what it is written with; for nothing else until it is finished
     * @param lane the lane's name
     * @param epoch one writer's life of the lane
     * @param seq the batch's number in the epoch, from 1
     * @param maxBytes the longest body to make
     */
    public Envelope(JsonWriter out, String lane, String epoch, long seq, int maxBytes) {
        this.out = out;
        this.maxBytes = maxBytes;
        out.clear();
        out.write(json -> {
            json.writeStartObject();
            json.writeNumberField("weir", 1);
            json.writeStringField("lane", lane);
            json.writeStringField("epoch", epoch);
            json.writeNumberField("seq", seq);
            json.writeEndObject();
        });
        out.reopen();
        out.raw(UPDATES);
    }

    @Override
    public boolean add(Outgoing update) {
        int before = out.size();
        if (updates > 0) {
            out.raw(',');
        }
        out.write(json -> {
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
            json.writeEndObject();
        });
        out.reopen();
        writeContent(update.operation());
        out.raw('}');
        if (out.size() + END.length > maxBytes) {
            out.truncate(before);
            return false;
        }
        if (updates == 0) {
            firstAt = update.at();
        }
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
    }

    private void writeData(byte[] data) {
        out.raw(DATA);
        out.raw(data);
    }

    private void writeItems(List<Operation.Item> items) {
        out.raw(ITEMS);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            writeItem(out, items.get(i));
        }
        out.raw(']');
    }

    private static void writeItem(JsonWriter out, Operation.Item item) {
        out.write(json -> {
            json.writeStartObject();
            writePlace(json, item.version(), item.at());
            json.writeEndObject();
        });
        out.reopen();
        out.raw(DATA);
        out.raw(item.data());
        out.raw('}');
    }

    /** A list's item alone, as batches and snapshots show it. */
    public static byte[] item(JsonWriter out, Operation.Item item) {
        out.clear();
        writeItem(out, item);
        return out.toBytes();
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
        out.raw(END);
        return out.toBytes();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
