package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.DemoTrace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the commands for rules take, by the jar and by {@code deploy/bin/weir}, beside a Java program that does nothing: each in
 * turn, so that all see the same machine. Prints; judges no time.
 */
class CommandsBenchmark {
    private static final int RUNS = Integer.getInteger("weir.commands.runs", 10);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path folder;

    /** A program that does nothing. */
    static final class Nothing {
        private Nothing() {}

        public static void main(String... args) {}
    }

    private record Took(double seconds, double processor) {}

    @Test
    void eachCommandByTheJarAndByTheScript() throws Exception {
        Path trace = folder.resolve("demo.ndjson");
        DemoTrace.write(trace, 100);
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("nothing", List.of(JAVA, "-cp", "target/test-classes", Nothing.class.getName()));
        for (List<String> arguments : List.of(
                List.of("validate"),
                List.of("test"),
                List.of("explain", "--rules", "routing-rules", "routing-rules/events/position.json"),
                List.of("simulate", trace.toString()),
                List.of("diff", "routing-rules", "routing-rules", "--trace", trace.toString()))) {
            String name = "rules " + arguments.get(0);
            commands.put(name + " (jar)", with(List.of(JAVA, "-jar", jar().toString(), "rules"), arguments));
            commands.put(name + " (deploy/bin/weir)", with(List.of("deploy/bin/weir", "rules"), arguments));
        }
        for (List<String> command : commands.values()) {
            run(command);
        }
        Map<String, List<Took>> took = new LinkedHashMap<>();
        for (int i = 0; i < RUNS; i++) {
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                took.computeIfAbsent(command.getKey(), key -> new ArrayList<>()).add(run(command.getValue()));
            }
        }
        PrintStream out = System.out;
        took.forEach((name, times) -> out.printf(
                "%-28s median %.2f s, least %.2f s; processor %.2f s%n",
                name,
                sorted(times, Took::seconds).get(RUNS / 2),
                sorted(times, Took::seconds).get(0),
                sorted(times, Took::processor).get(RUNS / 2)));
    }

    private static Path jar() {
        return Path.of(System.getProperty("weir.jar", "target/quarkus-app/quarkus-run.jar"))
                .toAbsolutePath();
    }

    private static List<String> with(List<String> program, List<String> arguments) {
        return Stream.concat(program.stream(), arguments.stream()).toList();
    }

    private static List<Double> sorted(List<Took> times, ToDoubleFunction<Took> of) {
        return times.stream().map(of::applyAsDouble).sorted().toList();
    }

    /** Runs a command in a shell that counts the processor's time too. */
    private Took run(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("times");
        ProcessBuilder builder = new ProcessBuilder(
                with(List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" >/dev/null", "time"), command));
        builder.environment().put("WEIR_HOME", jar().getParent().toString());
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        List<String> lines = Files.readAllLines(log);
        assertThat(process.exitValue()).as("%s: %s", command, lines).isZero();
        String[] times = lines.get(lines.size() - 1).split(" ");
        return new Took(Double.parseDouble(times[0]), Double.parseDouble(times[1]) + Double.parseDouble(times[2]));
    }
}
