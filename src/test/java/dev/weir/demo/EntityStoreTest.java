package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's version rule, run by Node where there is one. */
class EntityStoreTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeEach
    void findNode() throws IOException, InterruptedException {
        boolean found;
        try {
            found = new ProcessBuilder("node", "--version").start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            found = false;
        }
        Assumptions.assumeTrue(found, "Node is not on the PATH: the page's version rule is not tested here");
        // A module must be called .mjs, since no package.json says that .js files are.
        try (InputStream in = EntityStoreTest.class.getResourceAsStream("/demo/entity-store.js")) {
            Files.copy(in, folder.resolve("entity-store.mjs"));
        }
    }

    @Test
    void theHigherVersionOfOneScopeReplacesAndAcrossScopesArrivalDecides() throws Exception {
        // [next, held] and whether next replaces held
        Map<String, Boolean> cases = Map.ofEntries(
                Map.entry("[['ci/0', 6], ['ci/0', 5]]", true),
                Map.entry("[['ci/0', 5], ['ci/0', 5]]", false),
                Map.entry("[['ci/0', 4], ['ci/0', 5]]", false),
                Map.entry("[['ci/0', 10], ['ci/0', 9]]", true),
                Map.entry("[['ci/1', 1], ['ci/0', 5]]", true),
                Map.entry("[['ci/0', [5, 1]], ['ci/0', 5]]", true),
                Map.entry("[['ci/0', 5], ['ci/0', [5, 1]]]", false),
                Map.entry("[['r', [1, 2]], ['r', [1, 1]]]", true),
                Map.entry("[['r', [1, 2]], ['r', [2, 0]]]", false),
                Map.entry("[['r', 'b'], ['r', 'a']]", true),
                Map.entry("[['r', 'a'], ['r', 'aa']]", false),
                Map.entry("[['r', '\\u{1F600}'], ['r', '\\uFF5E']]", true),
                Map.entry("[['r', 'a'], ['r', 5]]", true),
                Map.entry("[['r', [1, 1], 'ci/0', 8], ['r', [1, 1], 'ci/0', 7]]", true),
                Map.entry("[['r', [1, 1], 'ci/0', 7], ['r', [1, 1], 'ci/0', 7]]", false),
                Map.entry("[['r', [1, 1], 'ci/0', 6], ['r', [1, 1], 'ci/0', 7]]", false),
                Map.entry("[['r', [1, 1], 'ci/1', 1], ['r', [1, 1], 'ci/0', 7]]", true),
                Map.entry("[['r', [1, 0], 'ci/0', 9], ['r', [1, 1], 'ci/0', 7]]", false));

        SoftAssertions softly = new SoftAssertions();
        StringBuilder script =
                new StringBuilder("import { replaces } from './entity-store.mjs';\nconst result = {};\n");
        for (String versions : cases.keySet()) {
            script.append("result[String.raw`%1$s`] = replaces(...%1$s);%n".formatted(versions));
        }
        JsonNode result = run(script.toString());
        cases.forEach((versions, expected) ->
                softly.assertThat(result.get(versions).asBoolean()).as(versions).isEqualTo(expected));
        softly.assertAll();
    }

    @Test
    void anEntityThatLeftThePageIsNotBroughtBackByALateUpdate() throws Exception {
        JsonNode result = run("""
                import { EntityStore } from './entity-store.mjs';
                const store = new EntityStore();
                const set = (seq, order, data) => store.apply({ lane: 'l', epoch: 'e', seq, updates: [
                  { entity: 'job/1', op: 'set', version: ['ci/0', order], data } ] });
                set(1, 5, { status: 'completed' });
                store.forget('job/1');
                const late = set(2, 4, { status: 'in_progress' });
                const result = { size: store.size, changed: late.size, late: store.late };
                """);

        assertThat(result).isEqualTo(JSON.readTree("{\"size\": 0, \"changed\": 0, \"late\": 1}"));
    }

    @Test
    void gapsAreCountedForEachEpochAndATailThatIsAheadIsOne() throws Exception {
        JsonNode result = run("""
                import { EntityStore } from './entity-store.mjs';
                const store = new EntityStore();
                const batch = (epoch, seq) => store.apply({ lane: 'l', epoch, seq, updates: [{}] });
                const tail = (epoch, seq) => store.apply({ lane: 'l', epoch, seq, updates: [] });
                batch('a', 7); batch('a', 8); tail('a', 8); batch('b', 1); batch('a', 9);
                const before = store.gaps;
                batch('a', 12); batch('b', 2); tail('b', 3);
                const result = { before, after: store.gaps };
                """);

        assertThat(result).isEqualTo(JSON.readTree("{\"before\": 0, \"after\": 3}"));
    }

    private JsonNode run(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("test.mjs"), script + "process.stdout.write(JSON.stringify(result));\n");
        Process node = new ProcessBuilder("node", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        return JSON.readTree(output);
    }
}
