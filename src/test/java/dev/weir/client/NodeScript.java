package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.contract.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of our own scripts of {@code src/test/javascript/client} in Node, on a file. */
public final class NodeScript {
    private static final Path SCRIPTS = Path.of("src/test/javascript/client");
    private static final int LIMIT_SECONDS = 150;

    private NodeScript() {}

    /** The lines that it prints; the test is skipped where there is no Node. */
    public static List<String> run(String script, Path file) throws IOException, InterruptedException {
        assumeTrue(Node.isThere(), "There is no Node to run weir-client with");
        Path output = file.resolveSibling(script + ".out");
        Process node = new ProcessBuilder("node", SCRIPTS.resolve(script).toString(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(output);
            assertThat(ended).as("%s ends; it has printed %s", script, lines).isTrue();
            assertThat(node.exitValue()).as("%s printed %s", script, lines).isZero();
            return lines;
        } finally {
            node.destroyForcibly();
        }
    }
}
