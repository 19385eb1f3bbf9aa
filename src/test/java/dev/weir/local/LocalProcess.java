package dev.weir.local;

import dev.weir.local.servicebus.QueueSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Local services in a process of their own, so that what they spend can be told from what their clients spend. */
final class LocalProcess implements AutoCloseable {
    static final String QUEUE = "orders";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Map<String, String> connectionStrings;

    private LocalProcess(Process process, Map<String, String> connectionStrings) {
        this.process = process;
        this.connectionStrings = connectionStrings;
    }

    /** What the process runs: services on free ports, until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (LocalServices services = LocalServices.builder()
                .queue(QueueSettings.of(QUEUE).withLimits(1_500_000, 2L << 30))
                .start()) {
            Path ready = Path.of(arguments[0]);
            Path written = Files.writeString(
                    ready.resolveSibling("writing"),
                    services.connectionStrings().byName().entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining("\n")));
            Files.move(written, ready);
            Thread.currentThread().join();
        }
    }

    /** @param heap the most it may have, as in {@code 2g} */
    static LocalProcess start(Path folder, String heap) throws IOException {
        Path ready = folder.resolve("ready");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        // Quarkus' log manager is on the class path, and logs at TRACE until Quarkus starts.
                        "-Dlogging.initial-configurator.min-level=WARNING",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LocalProcess.class.getName(),
                        ready.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("local.log").toFile())
                .start();
        Awaitility.await("the local services' process").atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended: " + Files.readString(folder.resolve("local.log")));
            }
            return Files.exists(ready);
        });
        return new LocalProcess(process, byName(Files.readAllLines(ready)));
    }

    private static Map<String, String> byName(List<String> lines) {
        Function<String, Integer> space = line -> line.indexOf(' ');
        return lines.stream()
                .collect(Collectors.toMap(
                        line -> line.substring(0, space.apply(line)), line -> line.substring(space.apply(line) + 1)));
    }

    String serviceBus() {
        return connectionStrings.get("serviceBus");
    }

    String webPubSub() {
        return connectionStrings.get("webPubSub");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has spent since it started. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What the kernel holds in memory for it, in bytes; 0 where the kernel does not tell. */
    long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    static void print(String line) {
        PrintStream out = System.out;
        out.println(line);
    }
}
