package dev.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The contract by the official JavaScript SDKs: runs the tests of {@code src/test/javascript}, and shows each of them. */
class JavaScriptSdksIT {
    private static final Path SOURCES = Path.of("src/test/javascript");

    /** Where {@code .ci/run} installs the packages; Node finds them only beside or above the tests. */
    private static final Path PACKAGES = Path.of("target/node/sdks");

    private static final int LIMIT_SECONDS = 600;

    @TestFactory
    Stream<DynamicTest> theJavaScriptSdks(@TempDir Path folder) throws Exception {
        assumeTrue(Node.isThere(), "There is no Node to run the JavaScript SDKs with");
        assumeTrue(
                Files.isDirectory(PACKAGES.resolve("node_modules")),
                "There are no packages under " + PACKAGES + "; .ci/run installs them where npm is");
        List<TapResult> results;
        try (AzureUnderTest azure = AzureUnderTest.chosen()) {
            results = run(azure, folder.resolve("results.tap"));
        }
        return results.stream().map(result -> DynamicTest.dynamicTest(result.name(), () -> check(result)));
    }

    private static List<TapResult> run(AzureUnderTest azure, Path output) throws IOException, InterruptedException {
        // Stopped clients keep timers for a while, and with them Node would wait.
        List<String> command = new ArrayList<>(List.of("node", "--test", "--test-force-exit", "--test-reporter=tap"));
        command.addAll(copyTests());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(PACKAGES.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("WEIR_CONTRACT_SERVICE_BUS", azure.serviceBus());
        builder.environment().put("WEIR_CONTRACT_EVENT_HUBS", azure.eventHubs());
        builder.environment().put("WEIR_CONTRACT_WEB_PUBSUB", azure.webPubSub());
        Process node = builder.start();
        try {
            boolean ended = node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(output);
            List<TapResult> results = TapResult.parse(lines);
            assertThat(ended)
                    .as("Node ends within %d s; it has printed:%n%s", LIMIT_SECONDS, String.join("\n", lines))
                    .isTrue();
            assertThat(results)
                    .as("results of Node, which ended with %d and printed:%n%s", node.exitValue(), lines)
                    .isNotEmpty();
            if (node.exitValue() != 0) {
                assertThat(results)
                        .as("failures of Node, which ended with %d and printed:%n%s", node.exitValue(), lines)
                        .anyMatch(result -> !result.passed());
            }
            return results;
        } finally {
            node.destroyForcibly();
        }
    }

    /** Copies our files beside the packages, and names the tests among them. */
    private static List<String> copyTests() throws IOException {
        List<String> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".js"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                Files.copy(file, PACKAGES.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                if (name.endsWith(".test.js")) {
                    tests.add(name);
                }
            }
        }
        return tests;
    }

    private static void check(TapResult result) {
        assumeFalse(!result.skipped().isEmpty(), result.skipped());
        assertThat(result.passed()).as(result.diagnostics()).isTrue();
    }
}
