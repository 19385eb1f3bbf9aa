package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Bicep files, as far as they can be held to anything without a compiler: types, API versions and roles that Azure has, and
 * modules that are given what they ask for.
 */
class BicepTest {
    private static final Path FOLDER = Path.of("deploy/azure");
    private static final Path FACTS = Path.of("src/test/resources/deploy/azure-facts.yaml");
    private static final Pattern RESOURCE =
            Pattern.compile("^( *)resource (\\w+) '([\\w./-]+)(?:@([\\w-]+))?'", Pattern.MULTILINE);
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern MODULE =
            Pattern.compile("module (\\w+) '([^']+)' = (?:if \\([^\\n]*\\) )?\\{(.*?)\\n}", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("^param (\\w+) \\w+( =)?", Pattern.MULTILINE);
    private static final Pattern OUTPUT = Pattern.compile("^output (\\w+) ", Pattern.MULTILINE);
    private static final Pattern ARGUMENT = Pattern.compile("^    (\\w+): ", Pattern.MULTILINE);
    private static final Pattern OUTPUT_USE = Pattern.compile("(\\w+)!?\\.outputs\\.(\\w+)");
    private static final Pattern TEXT_FILE = Pattern.compile("loadTextContent\\('([^']+)'\\)");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".bicep"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void itsResourcesAreOfTypesAndVersionsThatAzureHas(Path file) throws IOException {
        JsonNode types = facts().path("types");
        // A resource within another one names the rest of its type, and has the version of the outermost.
        Deque<String> outer = new ArrayDeque<>();
        String version = "";
        Matcher resource = RESOURCE.matcher(Files.readString(file));
        while (resource.find()) {
            int depth = resource.group(1).length() / 2;
            while (outer.size() > depth) {
                outer.removeLast();
            }
            String type = depth == 0 ? resource.group(3) : outer.getLast() + "/" + resource.group(3);
            version = depth == 0 ? resource.group(4) : version;
            outer.addLast(type);

            assertThat(types.path(type).toString())
                    .as("%s: %s@%s", file, type, version)
                    .contains("\"" + version + "\"");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void itsRolesAreThoseThatAzureHasAndNamedRightly(Path file) throws IOException {
        String[] lines = Files.readString(file).split("\n");
        for (int i = 1; i < lines.length; i++) {
            Matcher guid = GUID.matcher(lines[i]);
            if (guid.find()) {
                assertThat(lines[i - 1])
                        .as("%s:%d", file, i)
                        .contains(facts().path("roles").path(guid.group()).asText("?"));
            }
        }
    }

    @Test
    void theBridgeHasNoRoleThatItNeedNot() throws IOException {
        // The one that may manage a queue is the scaler's.
        Set<String> bridge = new TreeSet<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            Pattern.compile("guid\\([^,]+, bridgePrincipalId, ([\\w.]+)\\)")
                    .matcher(text)
                    .results()
                    .map(result -> result.group(1).replaceAll(".*\\.", ""))
                    .forEach(name -> bridge.add(Pattern.compile("\\b" + name + "(?::| =) '(" + GUID + ")'")
                            .matcher(text)
                            .results()
                            .map(result ->
                                    facts().path("roles").path(result.group(1)).asText())
                            .collect(Collectors.joining())));
        }

        assertThat(bridge)
                .containsExactly(
                        "Azure Event Hubs Data Receiver",
                        "Azure Service Bus Data Receiver",
                        "Azure Service Bus Data Sender",
                        "Key Vault Secrets User",
                        "Storage Blob Data Contributor",
                        "Web PubSub Service Owner");
    }

    @Test
    void noServiceTakesKeys() throws IOException {
        for (String service : List.of("event-hubs", "service-bus", "web-pubsub")) {
            assertThat(Files.readString(FOLDER.resolve("modules/" + service + ".bicep")))
                    .contains("disableLocalAuth: true");
        }
        assertThat(Files.readString(FOLDER.resolve("modules/checkpoints.bicep")))
                .contains("allowSharedKeyAccess: false");
        // But the workspace's: with its key the environment, not the bridge, sends logs.
        for (Path file : files()) {
            assertThat(Files.readString(file).replace("workspace.listKeys()", ""))
                    .as("%s", file)
                    .doesNotContain("listKeys");
        }
    }

    @Test
    void modulesAreGivenWhatTheyAskForAndAskedForWhatTheyGive() throws IOException {
        String main = Files.readString(FOLDER.resolve("main.bicep"));
        Map<String, Set<String>> outputs = new HashMap<>();
        for (MatchResult module : MODULE.matcher(main).results().toList()) {
            String text = Files.readString(FOLDER.resolve(module.group(2)));
            assertThat(names(ARGUMENT, module.group(3))).as(module.group(2)).isEqualTo(names(PARAMETER, text));
            outputs.put(module.group(1), names(OUTPUT, text));
        }

        assertThat(outputs).hasSize(files().size() - 1);
        assertThat(OUTPUT_USE.matcher(main).results().toList())
                .allSatisfy(use ->
                        assertThat(outputs.get(use.group(1))).as(use.group()).contains(use.group(2)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyParameterIsUsedAndEveryFileThere(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(names(PARAMETER, text))
                .allSatisfy(parameter -> assertThat(Pattern.compile("\\b" + parameter + "\\b")
                                .matcher(text)
                                .results()
                                .count())
                        .as("%s: %s", file, parameter)
                        .isGreaterThan(1));
        assertThat(TEXT_FILE.matcher(text).results().toList())
                .allSatisfy(use -> assertThat(file.resolveSibling(use.group(1))).exists());
        for (String pair : List.of("{}", "[]", "()")) {
            assertThat(text.chars().filter(c -> c == pair.charAt(0)).count())
                    .as("%s: %s", file, pair)
                    .isEqualTo(text.chars().filter(c -> c == pair.charAt(1)).count());
        }
    }

    @Test
    void itsScaleRulesAreKedasAndThoseOfTheCluster() throws IOException {
        String app = Files.readString(FOLDER.resolve("modules/app.bicep"));
        Matcher rule = Pattern.compile("type: '(azure-\\w+)'\\s+identity: \\w+\\s+metadata: \\{(.*?)}", Pattern.DOTALL)
                .matcher(app);
        int rules = 0;
        while (rule.find()) {
            rules++;
            assertThat(Keda.TRIGGER_METADATA.get(rule.group(1)))
                    .containsAll(names(Pattern.compile("^ +(\\w+): ", Pattern.MULTILINE), rule.group(2)));
        }
        assertThat(rules).isEqualTo(2);
        assertThat(app).contains("checkpointStrategy: 'blobMetadata'");
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode facts() {
        try {
            return Manifests.documents(FACTS).get(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
