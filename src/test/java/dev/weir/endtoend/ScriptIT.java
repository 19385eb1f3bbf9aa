package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/bin/weir} prints what the jar does, whether it writes the archive of classes or uses it. */
class ScriptIT {
    private static final Path PACKAGED = Path.of(System.getProperty("weir.jar", "target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath()
            .getParent();

    /** A copy of the program: an image may be built of the other meanwhile, and the script writes beside it. */
    @TempDir
    static Path home;

    @TempDir
    Path folder;

    @BeforeAll
    static void copyProgram() throws IOException {
        try (Stream<Path> files = Files.walk(PACKAGED)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = home.resolve(PACKAGED.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private record Printed(int exitCode, String out, String err) {}

    @Test
    void printsWhatTheJarPrints() throws Exception {
        Path archive = home.resolve("rules-validate.jsa");
        Files.deleteIfExists(archive);
        List<String> command = List.of("rules", "validate", "routing-rules");
        Printed expected = jar(command);
        assertThat(expected.exitCode()).isZero();

        assertThat(script(command)).as("the first run").isEqualTo(expected);
        assertThat(archive).exists();
        assertThat(script(command)).as("the second run").isEqualTo(expected);
    }

    @Test
    void givesTheExitCodeOfWhatIsBroken() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "version: 2\n");
        List<String> command = List.of("rules", "validate", broken.toString());
        Printed expected = jar(command);
        assertThat(expected.exitCode()).isEqualTo(1);

        assertThat(script(command)).isEqualTo(expected);
        assertThat(script(List.of("rules", "no-such-command")).exitCode()).isEqualTo(2);
    }

    private Printed jar(List<String> arguments) throws IOException, InterruptedException {
        return run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        home.resolve("quarkus-run.jar").toString()),
                arguments);
    }

    private Printed script(List<String> arguments) throws IOException, InterruptedException {
        return run(List.of("deploy/bin/weir"), arguments);
    }

    private Printed run(List<String> program, List<String> arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(program.stream(), arguments.stream()).toList())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("WEIR_HOME", home.toString());
        Process process = builder.start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Printed(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
