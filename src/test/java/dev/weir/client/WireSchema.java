package dev.weir.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JSON Schemas of {@code docs/wire}, for batches and for pages of snapshots. Safe on any thread. */
public final class WireSchema {
    private static final String BASE = "docs:/";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(WireSchema::read));
    private static final Schema BATCH = REGISTRY.getSchema(SchemaLocation.of(BASE + "message.schema.json"));
    private static final Schema PAGE = REGISTRY.getSchema(SchemaLocation.of(BASE + "snapshot.schema.json"));

    private WireSchema() {}

    /** What is wrong with a batch, or with a page, which is what has {@code entities}; empty where nothing is. */
    public static List<String> findings(JsonNode message) {
        return (message.has("entities") ? PAGE : BATCH)
                .validate(message).stream().map(Object::toString).toList();
    }

    /** What is wrong with a page of a snapshot. */
    static List<String> pageFindings(JsonNode page) {
        return PAGE.validate(page).stream().map(Object::toString).toList();
    }

    private static String read(String iri) {
        if (!iri.startsWith(BASE)) {
            return null;
        }
        try {
            return Files.readString(Path.of("docs/wire", iri.substring(BASE.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
