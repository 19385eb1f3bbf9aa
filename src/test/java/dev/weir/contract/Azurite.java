package dev.weir.contract;

import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Azurite's blobs on a free port, in a process of its own, as {@code .ci/run} has installed it. */
public final class Azurite implements AutoCloseable {
    private static final Path PROGRAM = Path.of("target/node/azurite/node_modules/azurite/dist/src/blob/main.js");

    /** Public knowledge: the one account that Azurite has by itself. */
    private static final String ACCOUNT = "devstoreaccount1";

    private static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private final Process process;
    private final int port;

    private Azurite(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it, or skips the test where Node or Azurite is missing. */
    public static Azurite start(Path folder) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(PROGRAM), "There is no Azurite under target/node; .ci/run installs it where Node is");
        Assumptions.assumeTrue(Node.isThere(), "There is no Node to run Azurite with");
        int port = freePort();
        Process process = new ProcessBuilder(
                        "node",
                        PROGRAM.toAbsolutePath().toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        String.valueOf(port),
                        "--location",
                        folder.toString(),
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--silent")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("azurite.log").toFile())
                .start();
        Azurite azurite = new Azurite(process, port);
        try {
            Awaitility.await("Azurite on port " + port)
                    .atMost(Duration.ofSeconds(120))
                    .until(azurite::listens);
        } catch (RuntimeException e) {
            azurite.close();
            throw e;
        }
        return azurite;
    }

    public String connectionString() {
        return connectionString(KEY);
    }

    /** One that Azurite will not accept. */
    public String connectionStringWithAWrongKey() {
        return connectionString(KEY.replace('6', '7'));
    }

    private String connectionString(String key) {
        return "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";AccountKey=" + key + ";" + endpoint();
    }

    private String endpoint() {
        return "BlobEndpoint=http://127.0.0.1:" + port + "/" + ACCOUNT + ";";
    }

    /** Makes a container for blobs. */
    public void createContainer(String name) {
        with(name, container -> {
            container.create();
            return name;
        });
    }

    /** A connection string that lets a container be read, and no more. */
    public String readOnly(String container) {
        return endpoint() + "SharedAccessSignature="
                + with(
                        container,
                        client -> client.generateSas(new BlobServiceSasSignatureValues(
                                OffsetDateTime.now().plusHours(1),
                                new BlobContainerSasPermission()
                                        .setReadPermission(true)
                                        .setListPermission(true))));
    }

    private String with(String container, Function<BlobContainerClient, String> use) {
        Vertx vertx = Vertx.vertx();
        try {
            return use.apply(new BlobContainerClientBuilder()
                    .httpClient(new VertxHttpClientBuilder().vertx(vertx).build())
                    .connectionString(connectionString())
                    .containerName(container)
                    .buildClient());
        } finally {
            vertx.close();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Azurite ended with " + process.exitValue());
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
