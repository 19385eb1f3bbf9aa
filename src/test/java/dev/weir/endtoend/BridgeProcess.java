package dev.weir.endtoend;

import dev.weir.local.LocalServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged program in a process of its own. */
final class BridgeProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

    /** What the build gives the JVM of every test. */
    private static final List<String> JVM = Arrays.stream(
                    System.getProperty("weir.jvm", "").split(" "))
            .filter(option -> !option.isEmpty())
            .toList();

    private final Process process;
    private final Path log;

    private BridgeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a command with its arguments; the environment is added to this process's. */
    static BridgeProcess start(Path folder, Map<String, String> environment, List<String> jvm, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(jvm);
        command.add("-jar");
        command.add(Path.of(System.getProperty("weir.jar", "target/quarkus-app/quarkus-run.jar"))
                .toAbsolutePath()
                .toString());
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "bridge", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new BridgeProcess(builder.start(), log);
    }

    /** Starts a command between local services. */
    static BridgeProcess between(LocalServices services, Path folder, List<String> jvm, String... arguments)
            throws IOException {
        return start(folder, environment(services), jvm, arguments);
    }

    /** Where the services are, as {@link Project} and its like ask for it. */
    static Map<String, String> environment(LocalServices services) {
        return Map.of(
                "SERVICE_BUS_CONNECTION_STRING", services.connectionStrings().serviceBus(),
                "EVENT_HUBS_CONNECTION_STRING", services.connectionStrings().eventHubs(),
                "WEB_PUBSUB_CONNECTION_STRING", services.connectionStrings().webPubSub());
    }

    /** Waits until it is ready to take events, and gives the port of its HTTP. */
    int awaitReady() {
        return awaitReady(Duration.ofMillis(100));
    }

    /** The same, looking every so often. */
    int awaitReady(Duration every) {
        Awaitility.await("ready: " + log)
                .pollInterval(every)
                .atMost(Duration.ofMinutes(4))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "The bridge ended with " + process.exitValue() + ":\n" + output());
                    }
                    return port() > 0 && status("/q/health/ready") == 200;
                });
        return port();
    }

    int port() {
        Matcher matcher = LISTENING.matcher(output());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** The status of a GET. */
    int status(String path) throws InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return Http.get("http://127.0.0.1:" + port() + path);
    }

    /** The value of a counter or gauge, summed over its tags; {@code filter} is part of the line. */
    double metric(String name, String filter) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(filter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The sum of all meters of a name with dots, whatever their kind and tags. */
    double total(String name) {
        try {
            String meter = name.replace('.', '_');
            return metric(meter + "_total", "") + metric(meter, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    /** The same without what a busy machine alone makes it say. */
    String said() {
        return ProgramLog.withoutStalls(output());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** SIGTERM; what Ctrl-C does too. */
    void interrupt() {
        process.destroy();
    }

    /** The exit code, once it has ended. */
    int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("The program did not end within " + atMost + ":\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public String toString() {
        return "bridge " + process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
