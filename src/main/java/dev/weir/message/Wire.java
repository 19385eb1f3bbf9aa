package dev.weir.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/** How values look on the wire. Stateless. */
public final class Wire {
    // What is read back was written here, so only its writer's limits count. Field names are the senders', and not
    // interned.
    private static final ObjectMapper JSON = new JsonMapper(new JsonFactoryBuilder()
            .rootValueSeparator("")
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(10_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build());

    private static final DateTimeFormatter AT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Wire() {}

    /** JSON in UTF-8. */
    public static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing JSON to memory failed", e);
        }
    }

    /** Reads what {@link #bytes} wrote. */
    public static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("What was written as JSON can't be read", e);
        }
    }

    /** A time in UTC with milliseconds. */
    static String formatted(Instant at) {
        return AT.format(at);
    }

    static void writeVersion(JsonGenerator json, Version version) throws IOException {
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

    /** A generator of values that follow each other with nothing between them. */
    static JsonGenerator generator(OutputStream target) {
        try {
            return JSON.getFactory().createGenerator(target);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing JSON to memory failed", e);
        }
    }

    static SerializerProvider serializers() {
        return JSON.getSerializerProviderInstance();
    }
}
