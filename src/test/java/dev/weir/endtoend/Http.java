package dev.weir.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** GETs of programs that share a busy machine. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 3;

    private Http() {}

    /**
     * The answer, whatever its status. Without one in time, its body included, it is asked for again: a program may stand
     * still for a while, and a container engine's proxy may swallow an answer.
     *
     * @throws IOException when it can't be connected to, and when it never answers
     */
    static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        for (int attempt = 1; ; attempt++) {
            CompletableFuture<HttpResponse<String>> answer =
                    CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            try {
                return answer.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                answer.cancel(true);
                System.err.println(url + " was not answered within " + ANSWER_WITHIN.toSeconds() + " s");
                if (attempt == ATTEMPTS) {
                    throw new IOException(url + " was not answered, " + ATTEMPTS + " times", e);
                }
            } catch (ExecutionException e) {
                throw new IOException(url + " can't be asked for: " + e.getCause(), e);
            }
        }
    }
}
