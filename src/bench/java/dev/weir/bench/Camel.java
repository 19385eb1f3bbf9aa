package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Apache Camel, a project of its own with a POM of its own, so that its versions are not Weir's. */
final class Camel {
    private static final Path PROJECT = Path.of("src", "bench", "camel").toAbsolutePath();
    private static final Path CLASS_PATH = PROJECT.resolve(Path.of("target", "classpath"));
    private static final int MINUTES = 10;

    private Camel() {}

    /** Compiles it; tells why not where it can't be, as without its libraries. Empty when it is ready. */
    static String build() throws IOException, InterruptedException {
        Path log = Files.createTempFile("camel", ".log");
        Process maven = new ProcessBuilder("mvn", "-B", "-q", "-ntp", "-f", PROJECT.resolve("pom.xml").toString(), "compile")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!maven.waitFor(MINUTES, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
            return "Maven took more than " + MINUTES + " minutes";
        }
        return maven.exitValue() == 0
                ? ""
                : Files.readAllLines(log).stream()
                        .filter(line -> line.contains("ERROR"))
                        .findFirst()
                        .orElse("Maven ended with " + maven.exitValue());
    }

    static List<String> command(List<String> jvm, String mode) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Java.executable());
        command.addAll(jvm);
        command.add("-cp");
        command.add(PROJECT.resolve(Path.of("target", "classes")) + ":" + Files.readString(CLASS_PATH).strip());
        command.add("dev.weir.bench.CamelMain");
        command.add(mode);
        return command;
    }
}
