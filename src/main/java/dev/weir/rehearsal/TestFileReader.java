package dev.weir.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.event.End;
import dev.weir.yaml.Fields;
import dev.weir.yaml.Findings;
import dev.weir.yaml.Texts;
import dev.weir.yaml.Value;
import dev.weir.yaml.ValueReader;
import dev.weir.yaml.YamlFile;
import dev.weir.yaml.YamlLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads files of tests, {@code *.test.yaml}. What is wrong with them becomes findings. Of one thread. */
public final class TestFileReader {
    /** The keys of a file. */
    public static final List<String> KEYS = List.of("version", "origin", "tests");
    /** The keys of a test. */
    public static final List<String> TEST_KEYS = List.of("name", "events", "until", "published");
    /** The keys of an event. */
    public static final List<String> EVENT_KEYS = List.of(
            "at", "file", "origin", "type", "source", "subject", "id", "time", "properties", "data", "end", "reason");
    /** The keys of an update. */
    public static final List<String> UPDATE_KEYS = List.of("at", "hub", "to", "entity", "op", "data");
    /** How an event may be said to end. */
    public static final Map<String, End> ENDS = Map.of(
            End.DEAD_LETTERED.text(), End.DEAD_LETTERED,
            End.FILTERED.text(), End.FILTERED,
            End.UNMATCHED.text(), End.UNMATCHED);
    /** What an update may be said to do. */
    public static final List<String> OPS = List.of("set", "merge", "patch", "add", "remove", "message");

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MAX_FILE = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Findings findings;
    private final ValueReader reader;

    public TestFileReader(Findings findings) {
        this.findings = findings;
        this.reader = new ValueReader(findings, Texts.AS_WRITTEN);
    }

    /** Whether a file holds tests, by its name. */
    public static boolean isTestFile(Path file) {
        String name = file.getFileName().toString();
        return (name.endsWith(".test.yaml") || name.endsWith(".test.yml")) && !name.startsWith(".");
    }

    /** The tests of a file, in its order; those with findings are left out. */
    public List<TestCase> read(Path file) {
        Optional<Value> root = YamlFile.read(file, file.toString(), YamlLimits.DEFAULT, findings);
        if (root.isEmpty() || reader.mapping(root.get(), "a file of tests").isEmpty()) {
            return List.of();
        }
        Fields fields = reader.fields(root.get(), "the file of tests", KEYS);
        if (fields.require("version")) {
            fields.word("version", Map.of("1", 1));
        }
        Optional<String> origin = fields.text("origin");
        List<TestCase> cases = new ArrayList<>();
        if (fields.require("tests")) {
            for (Value value : fields.list("tests").orElse(List.of())) {
                test(value, file, origin).ifPresent(cases::add);
            }
        }
        return cases;
    }

    private Optional<TestCase> test(Value value, Path file, Optional<String> origin) {
        if (reader.mapping(value, "a test").isEmpty()) {
            return Optional.empty();
        }
        Fields fields = reader.fields(value, "a test", TEST_KEYS);
        fields.require("name");
        Optional<String> name = fields.text("name");
        Optional<Duration> until = fields.duration("until", Duration.ZERO, LONGEST);
        List<TestCase.Given> events = new ArrayList<>();
        boolean sound = fields.require("events");
        Duration last = Duration.ZERO;
        for (Value item : fields.list("events").orElse(List.of())) {
            Optional<TestCase.Given> event = event(item, file, origin, last);
            sound &= event.isPresent();
            event.ifPresent(events::add);
            last = event.map(TestCase.Given::at).orElse(last);
        }
        List<TestCase.Expected> published = new ArrayList<>();
        sound &= fields.require("published");
        for (Value item : fields.list("published").orElse(List.of())) {
            Optional<TestCase.Expected> update = update(item);
            sound &= update.isPresent();
            update.ifPresent(published::add);
        }
        return sound && name.isPresent()
                ? Optional.of(new TestCase(name.get(), value.place(), events, until, published))
                : Optional.empty();
    }

    private Optional<TestCase.Given> event(Value value, Path file, Optional<String> origin, Duration last) {
        if (reader.mapping(value, "an event").isEmpty()) {
            return Optional.empty();
        }
        Fields fields = reader.fields(value, "an event", EVENT_KEYS);
        Duration at = fields.duration("at", Duration.ZERO, LONGEST).orElse(last);
        if (at.compareTo(last) < 0) {
            findings.error(
                    fields.place("at"),
                    "'at' in an event must not be before that of the event above, which is " + ValueReader.text(last));
            return Optional.empty();
        }
        Optional<End> end = fields.word("end", ENDS);
        Optional<String> reason = fields.text("reason");
        if (reason.isPresent() && (end.isEmpty() || end.get() != End.DEAD_LETTERED)) {
            findings.error(fields.place("reason"), "'reason' in an event needs 'end: dead-lettered'");
        }
        Optional<JsonNode> base = fields.value("file").isEmpty()
                ? Optional.of(JsonNodeFactory.instance.objectNode())
                : fields.text("file").flatMap(name -> json(fields, file.resolveSibling(name)));
        if (base.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        for (String key : List.of("origin", "type", "source", "subject", "id", "time", "properties", "data")) {
            fields.value(key).ifPresent(found -> given.set(key, YamlJson.of(found)));
        }
        JsonNode merged = fields.value("file").isEmpty() ? given : YamlJson.merged(base.get(), given);
        if (merged instanceof ObjectNode object) {
            object.remove("at");
            if (!object.has("origin")) {
                origin.ifPresent(name -> object.set("origin", TextNode.valueOf(name)));
            }
        }
        RecordedEventReader.Result result = RecordedEventReader.read(merged);
        if (result instanceof RecordedEventReader.Result.Broken broken) {
            findings.error(fields.place(), "an event: " + broken.problem());
            return Optional.empty();
        }
        return Optional.of(new TestCase.Given(
                fields.place(), at, ((RecordedEventReader.Result.Read) result).event(), end, reason.orElse("")));
    }

    private Optional<JsonNode> json(Fields fields, Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                findings.error(fields.place("file"), file + " is larger than 4 MiB");
                return Optional.empty();
            }
            return Optional.of(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            String what = Files.exists(file) ? file + " is not JSON" : "there is no file " + file;
            findings.error(fields.place("file"), what);
            return Optional.empty();
        }
    }

    private Optional<TestCase.Expected> update(Value value) {
        if (reader.mapping(value, "an update").isEmpty()) {
            return Optional.empty();
        }
        Fields fields = reader.fields(value, "an update", UPDATE_KEYS);
        fields.require("to");
        Optional<String> to = fields.text("to");
        if (fields.value("op").isPresent()) {
            fields.word("op", OPS.stream().collect(Collectors.toMap(op -> op, op -> op)));
        }
        Stream.of("hub", "entity").forEach(fields::text);
        return to.map(lane -> new TestCase.Expected(
                fields.place(),
                fields.duration("at", Duration.ZERO, LONGEST),
                fields.text("hub").orElse(""),
                lane,
                fields.text("entity").orElse(""),
                fields.text("op").orElse(""),
                fields.value("data").map(YamlJson::of)));
    }
}
