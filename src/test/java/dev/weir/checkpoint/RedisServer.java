package dev.weir.checkpoint;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Redis in a process of its own, where {@code redis-server} is installed. */
public final class RedisServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final String LOG = "redis.log";
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final int port;
    private final Path folder;

    private RedisServer(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** Starts it; skips the test where it is not installed. */
    public static RedisServer start(Path folder) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is not installed");
        // Somebody else may take a port before Redis does, which ends then.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RedisServer server = launch(folder);
            if (server.serves()) {
                return server;
            }
        }
        throw new IllegalStateException("Redis does not start: " + Files.readString(folder.resolve(LOG)));
    }

    private static RedisServer launch(Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(LOG).toFile())
                .start();
        return new RedisServer(process, port, folder);
    }

    /** Whether it has come up; else it has ended. */
    private boolean serves() {
        Awaitility.await("Redis on port " + port)
                .atMost(Duration.ofSeconds(60))
                .until(() -> saysThatItIsReady() || !process.isAlive());
        return process.isAlive();
    }

    /** Whoever answers on the port need not be this one. */
    private boolean saysThatItIsReady() throws IOException {
        return Files.readString(folder.resolve(LOG)).contains("Ready to accept connections");
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
