package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The plan in {@code docs/scaling.md} is what {@code capacity} prints of the simulation beside it. */
class ScalingDocumentationTest {
    private static final Path FOLDER = Path.of("docs");

    @Test
    void thePlanIsWhatCapacityPrints() throws Exception {
        StringWriter out = new StringWriter();

        new CommandLine(new CapacityCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "--events=100000",
                        "--connections=1000000",
                        FOLDER.resolve("scaling-day.json").toString());

        assertThat(Files.readString(FOLDER.resolve("scaling.md"))).contains(out.toString());
    }
}
