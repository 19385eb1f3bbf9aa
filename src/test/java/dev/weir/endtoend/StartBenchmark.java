package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the demo takes from its start until it is ready, and how it lives in 256 MiB of heap. Prints; judges no time. */
class StartBenchmark {
    private static final int STARTS = 5;
    private static final List<String> JVM = List.of("-Xmx256m");
    private static final Duration AT_HOME = Duration.ofSeconds(Integer.getInteger("weir.home.seconds", 60));

    @TempDir
    Path folder;

    @Test
    void startToReadyAndAtHomeIn256MiB() throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            long startedAt = System.nanoTime();
            try (BridgeProcess demo = start()) {
                demo.awaitReady(Duration.ofMillis(20));
                millis.add(Duration.ofNanos(System.nanoTime() - startedAt).toMillis());
            }
        }
        Collections.sort(millis);
        print("start to ready, ms: min %d, median %d, max %d (aim: 3000)"
                .formatted(millis.get(0), millis.get(STARTS / 2), millis.get(STARTS - 1)));
        try (BridgeProcess demo = start()) {
            demo.awaitReady();
            double[] most = {0};
            Awaitility.await().during(AT_HOME).atMost(AT_HOME.multipliedBy(2)).until(() -> {
                most[0] = Math.max(most[0], heapMiB(demo));
                return demo.status("/q/health/ready") == 200;
            });
            print("in 256 MiB of heap for %d s: %,.0f events received, %,.0f held, most heap used %.0f MiB"
                    .formatted(
                            AT_HOME.toSeconds(),
                            demo.metric("weir_events_received_total", ""),
                            demo.metric("weir_events_held", ""),
                            most[0]));
            assertThat(demo.output()).doesNotContain("OutOfMemory");
            assertThat(demo.metric("weir_events_settled_total", "dead-lettered"))
                    .isZero();
        }
    }

    private static double heapMiB(BridgeProcess demo) throws IOException, InterruptedException {
        return demo.metric("jvm_memory_used_bytes", "area=\"heap\"") / (1 << 20);
    }

    private BridgeProcess start() throws IOException {
        return BridgeProcess.start(
                folder, Map.of(), JVM, "demo", "--http-port=0", "--local-http-port=0", "--amqp-port=0");
    }

    private static void print(String line) {
        PrintStream out = System.out;
        out.println(line);
    }
}
