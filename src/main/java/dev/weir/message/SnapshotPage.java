package dev.weir.message;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A page of a snapshot as clients read it: {@code docs/wire-format.md}. For one thread, and one page. */
public final class SnapshotPage {
    private final JsonWriter out = new JsonWriter();
    private boolean isEmpty = true;

    /**
     * Where a state comes from.
     *
     * @param epoch the lane's epoch; empty where that was an earlier life of the bridge
     * @param rev the update of that epoch that made it
     */
    public record Source(String epoch, long rev) {
        /** An earlier life of the bridge. */
        public static final Source EARLIER = new Source("", 0);
    }

    /**
     * Starts a page.
     *
     * @param complete whether what is on no page does not exist
     * @param epochs up to which {@code seq} of each epoch the snapshot goes
     */
    public SnapshotPage(String lane, boolean complete, Map<String, Long> epochs) {
        out.write(json -> {
            json.writeStartObject();
            json.writeNumberField("weir", 1);
            json.writeStringField("lane", lane);
            json.writeBooleanField("complete", complete);
            json.writeObjectFieldStart("epochs");
            for (Map.Entry<String, Long> epoch : epochs.entrySet()) {
                json.writeNumberField(epoch.getKey(), epoch.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
        out.reopen();
        text(",\"entities\":[");
    }

    /** An entity whose state is this JSON. */
    public void value(String entity, Source source, Version version, Instant at, byte[] data) {
        start(entity, source, version, at);
        text(",\"data\":");
        out.raw(data);
        text("}");
    }

    /** An entity that is a list of these items, each as batches have it. */
    public void list(String entity, Source source, Version version, Instant at, List<byte[]> items) {
        start(entity, source, version, at);
        text(",\"items\":[");
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                text(",");
            }
            out.raw(items.get(i));
        }
        text("]}");
    }

    /** An entity that is known to be gone. */
    public void removed(String entity, Source source, Version version, Instant at) {
        start(entity, source, version, at);
        text(",\"removed\":true}");
    }

    private void start(String entity, Source source, Version version, Instant at) {
        if (!isEmpty) {
            text(",");
        }
        isEmpty = false;
        out.write(json -> writeStart(json, entity, source, version, at));
        out.reopen();
    }

    private static void writeStart(JsonGenerator json, String entity, Source source, Version version, Instant at)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("entity", entity);
        if (source.rev() > 0) {
            json.writeStringField("epoch", source.epoch());
            json.writeNumberField("rev", source.rev());
        }
        Envelope.writePlace(json, version, at);
        json.writeEndObject();
    }

    /** How long it is so far. */
    public int bytes() {
        return out.size();
    }

    /**
     * The finished page.
     *
     * @param next what asks for the page after it; empty on the last
     */
    public byte[] toBytes(String next) {
        text(next.isEmpty() ? "]}" : "],\"next\":\"" + next + "\"}");
        return out.toBytes();
    }

    private void text(String ascii) {
        out.raw(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
