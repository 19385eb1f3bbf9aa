package dev.weir.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code health}: asks a bridge on this machine how it is, where there is no other HTTP client, as in the image. */
@Command(
        name = "health",
        description = "Asks the bridge that runs on this machine whether it is ready; exit code 0 means it is.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT = (int) Duration.ofSeconds(5).toMillis();

    @Option(
            names = "--http-port",
            description = "Port of the bridge's HTTP (default: the variable WEIR_HTTP_PORT, else 8080).",
            defaultValue = "${env:WEIR_HTTP_PORT:-8080}")
    int httpPort;

    @Option(names = "--live", description = "Asks only whether it is alive: what a restart could mend.")
    boolean live;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        URI address = URI.create("http://127.0.0.1:" + httpPort + "/q/health/" + (live ? "live" : "ready"));
        PrintWriter out = spec.commandLine().getOut();
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT);
            connection.setReadTimeout(TIMEOUT);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                out.println(live ? "live" : "ready");
                return ExitCode.OK;
            }
            explain(address, status, connection, out);
        } catch (IOException e) {
            out.println(address + " does not answer: " + e.getMessage() + "; is the bridge started, and on this port?");
        } finally {
            out.flush();
        }
        return ExitCode.FAILED;
    }

    private static void explain(URI address, int status, HttpURLConnection connection, PrintWriter out)
            throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            JsonNode reasons = body == null
                    ? null
                    : new ObjectMapper().readTree(body).path("checks").path(0).path("data");
            if (reasons == null || reasons.isEmpty()) {
                out.println(address + " answered " + status);
                return;
            }
            reasons.fields().forEachRemaining(reason -> out.println(reason.getKey() + ": " + reason.getValue()));
        }
    }
}
