package dev.weir.local.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One HTTP request and its whole answer, bounded in time and size. Redirects are answers like any other. */
final class Exchange {
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int CONNECTIONS_OF_A_HOST = 64;
    private static final int MAX_WAITING = 20_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration timeout;

    Exchange(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        this.timeout = timeout;
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setMaxWaitQueueSize(MAX_WAITING)
                        .setConnectTimeout((int) timeout.toMillis()),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_OF_A_HOST));
    }

    /** Fails with a message for a person. */
    Future<Reply> send(HttpMethod method, String url, List<Map.Entry<String, String>> headers, Buffer body) {
        Attempt attempt = new Attempt();
        long timer = vertx.setTimer(
                timeout.toMillis(), expired -> attempt.fail("no answer within " + timeout.toMillis() + " ms"));
        attempt.promise.future().onComplete(done -> vertx.cancelTimer(timer));
        RequestOptions options = new RequestOptions().setMethod(method).setAbsoluteURI(url);
        headers.forEach(header -> options.addHeader(header.getKey(), header.getValue()));
        client.request(options)
                .onSuccess(request -> attempt.start(request, body))
                .onFailure(failure -> attempt.fail(text(failure)));
        return attempt.promise.future();
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** An answer as it came. */
    record Reply(int status, Map<String, String> headers, Buffer body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        Outcome toOutcome() {
            return new Outcome.Answered(status, header("content-type"), body, header("ce-connectionstate"));
        }
    }

    /** One request under way; what comes after its end is ignored. */
    private static final class Attempt {
        private final Promise<Reply> promise = Promise.promise();
        private Optional<HttpClientRequest> request = Optional.empty();

        void start(HttpClientRequest opened, Buffer body) {
            if (promise.future().isComplete()) {
                opened.reset();
                return;
            }
            request = Optional.of(opened);
            opened.send(body).onSuccess(this::read).onFailure(failure -> fail(text(failure)));
        }

        private void read(HttpClientResponse response) {
            Buffer body = Buffer.buffer();
            Consumer<Buffer> append = chunk -> {
                if (body.length() + chunk.length() > MAX_ANSWER_BYTES) {
                    fail("the answer has more than " + MAX_ANSWER_BYTES + " bytes");
                } else {
                    body.appendBuffer(chunk);
                }
            };
            response.handler(append::accept)
                    .exceptionHandler(failure -> fail(text(failure)))
                    .endHandler(end -> promise.tryComplete(
                            new Reply(response.statusCode(), Map.copyOf(lowerCase(response)), body)));
        }

        private static Map<String, String> lowerCase(HttpClientResponse response) {
            Map<String, String> headers = new HashMap<>();
            response.headers()
                    .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
            return headers;
        }

        void fail(String reason) {
            if (promise.tryFail(new IOException(reason))) {
                request.ifPresent(HttpClientRequest::reset);
            }
        }
    }
}
