package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.DemoTrace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints what a million simulated events take; the figure is for reading, nothing depends on it. */
class SimulateBenchmark {
    private static final int EVENTS = Integer.getInteger("weir.simulate.events", 1_000_000);

    @TempDir
    Path folder;

    @Test
    void aMillionEvents() throws IOException {
        Path trace = folder.resolve("demo.ndjson");
        Duration span = DemoTrace.write(trace, EVENTS);
        long size = Files.size(trace);
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long wall = System.nanoTime();
        long cpu = cpuNanos();

        Program program = Program.run("simulate", trace, "--rules", "routing-rules");

        double seconds = (System.nanoTime() - wall) / 1e9;
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        assertThat(program.exitCode).isZero();
        System.out.println(program.out());
        System.out.printf(
                "%,d events of %d minutes, %d MB: %.1f s, with %.1f s of all processors and at most %d MB of heap%n",
                EVENTS, span.toMinutes(), size / 1_000_000, seconds, cpuSeconds, peak / 1_000_000);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
