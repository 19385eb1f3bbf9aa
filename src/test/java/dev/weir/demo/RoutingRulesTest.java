package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The demo's rules read only what the feeds send; a field that is missing would send every event to the dead letters. */
class RoutingRulesTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH = Pattern.compile("\\bdata((?:\\.[A-Za-z_]+)+)(\\()?");

    @Test
    void everyBuildHasTheFieldsThatItsRuleReads() throws IOException {
        Set<String> fields = fieldsReadBy("ci.yaml");

        assertThat(fields).contains("/organization/login", "/workflow_job/run_attempt", "/workflow_job/steps");
        for (FeedMessage message : new CiFeed(Organization.ALL, START, 3).advance(Duration.ofMinutes(3))) {
            assertHasAll(JSON.readTree(message.body()).path("data"), fields);
        }
    }

    @Test
    void everyPositionHasTheFieldsThatItsRuleReads() throws IOException {
        Set<String> fields = fieldsReadBy("fleet.yaml");

        assertThat(fields).contains("/organization/login", "/vehicle/id", "/position/lat");
        for (FeedMessage message : new FleetFeed(Organization.ALL, START, 3).advance(Duration.ofSeconds(10))) {
            assertHasAll(JSON.readTree(message.body()), fields);
        }
    }

    private static void assertHasAll(JsonNode data, Set<String> fields) {
        for (String field : fields) {
            assertThat(data.at(field).isMissingNode())
                    .as("%s in %s", field, data)
                    .isFalse();
        }
    }

    private static Set<String> fieldsReadBy(String file) throws IOException {
        Object rules = new Yaml().load(Files.readString(Path.of("routing-rules", file)));
        Set<String> fields = new TreeSet<>();
        Matcher matcher = PATH.matcher(String.valueOf(rules));
        while (matcher.find()) {
            var names = new ArrayList<>(
                    java.util.List.of(matcher.group(1).substring(1).split("\\.", -1)));
            if (matcher.group(2) != null) {
                // The last name is a function's: steps.filter(
                names.remove(names.size() - 1);
            }
            fields.add("/" + String.join("/", names));
        }
        return fields;
    }
}
