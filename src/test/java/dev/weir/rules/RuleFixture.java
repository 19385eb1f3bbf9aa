package dev.weir.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.Scope;
import dev.weir.message.Target;
import dev.weir.message.Update;
import dev.weir.yaml.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules and events that tests are about. */
final class RuleFixture {
    static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    static final Origin ORIGIN = new Origin(new Scope("ci", "", "0"), 815, AT);
    static final RulesSettings SETTINGS = new RulesSettings("events", Optional.empty());

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private RuleFixture() {}

    /** One rule named {@code r}, in a file whose tenant is {@code data.org}. */
    static RuleSet rules(String lines) {
        return load("version: 1\ntenant: {from: data.org}\nrules:\n  - name: r\n" + lines.indent(4));
    }

    /** One shared rule named {@code r}, for the group {@code g}. */
    static RuleSet shared(String lines) {
        return rules("shared: true\nto: {group: g}\n" + lines);
    }

    static RuleSet load(String... files) {
        LoadedRules loaded = loaded(files);
        assertThat(loaded.findings()).isEmpty();
        return loaded.rules().orElseThrow();
    }

    static RuleSet load(List<RulesFile> files) {
        LoadedRules loaded = RulesLoader.load(files, SETTINGS);
        assertThat(loaded.findings()).isEmpty();
        return loaded.rules().orElseThrow();
    }

    /** Files named {@code f.yaml}, {@code f1.yaml} and so on, but for one that says it holds the defaults. */
    static LoadedRules loaded(String... texts) {
        List<RulesFile> files = new ArrayList<>();
        for (String text : texts) {
            String name = text.startsWith("# defaults\n")
                    ? "_defaults.yaml"
                    : "f" + (files.isEmpty() ? "" : files.size()) + ".yaml";
            files.add(new RulesFile(name, text));
        }
        return RulesLoader.load(files, SETTINGS);
    }

    static List<String> findings(String... texts) {
        return loaded(texts).findings().stream().map(Finding::text).toList();
    }

    static List<Target> targets(RuleSet rules, String data) {
        return updates(rules, data).stream().map(Update::target).toList();
    }

    static List<Update> updates(RuleSet rules, String data) {
        return updates(rules, event(data));
    }

    static List<Update> updates(RuleSet rules, Event event) {
        Evaluation evaluation = rules.evaluate(event);
        assertThat(evaluation).isInstanceOf(Evaluation.Updates.class);
        return ((Evaluation.Updates) evaluation).updates();
    }

    static Event event(String data) {
        return event("t", data);
    }

    static Event event(String type, String data) {
        return event(ORIGIN.scope(), type, json(data));
    }

    static Event event(Scope scope, String type, JsonNode data) {
        return new Event(
                new Origin(scope, 815, AT),
                0,
                "id",
                type,
                "/s",
                "sub",
                "2026-11-23T10:00:00Z",
                Map.of("region", "eu", "priority", 3, "urgent", true, "x-y", 1.5f),
                data);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static String resource(String name) {
        try (InputStream in = RuleFixture.class.getResourceAsStream("/rules/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
