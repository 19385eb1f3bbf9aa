package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.contract.Node;
import dev.weir.contract.TapResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir-client} in Node: the test vectors, and the tests beside them in {@code src/test/javascript/client}. */
class WeirClientTest {
    private static final Path TESTS = Path.of("src/test/javascript/client");
    private static final int LIMIT_SECONDS = 150;

    @TestFactory
    Stream<DynamicTest> weirClient(@TempDir Path folder) throws Exception {
        assumeTrue(Node.isThere(), "There is no Node to run weir-client with");
        return results(folder.resolve("results.tap")).stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.name(),
                        () -> assertThat(result.passed())
                                .as(result.diagnostics())
                                .isTrue()));
    }

    private static List<TapResult> results(Path output) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
        try (Stream<Path> files = Files.list(TESTS)) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".test.js"))
                    .sorted()
                    .forEach(command::add);
        }
        Process node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(output);
            List<TapResult> results = TapResult.parse(lines);
            assertThat(ended).as("Node ends; it has printed: %s", lines).isTrue();
            assertThat(results).as("results of Node, which printed: %s", lines).isNotEmpty();
            assertThat(node.exitValue() == 0 || results.stream().anyMatch(result -> !result.passed()))
                    .as("Node ended with %d though no test failed; it printed: %s", node.exitValue(), lines)
                    .isTrue();
            return results;
        } finally {
            node.destroyForcibly();
        }
    }
}
