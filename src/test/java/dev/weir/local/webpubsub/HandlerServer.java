package dev.weir.local.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An application's event handler: a small real HTTP server that keeps what it is told and answers as it is scripted. */
final class HandlerServer implements AutoCloseable {
    private static final int WAIT_SECONDS = 60;

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Map<String, Function<Told, Reply>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger validations = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Optional<String> allowedOrigin = Optional.of("*");

    HandlerServer() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    record Told(String path, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name.toLowerCase());
        }

        String event() {
            return header("ce-eventName");
        }
    }

    record Reply(int status, String contentType, String body, Map<String, String> headers) {
        static Reply of(int status) {
            return new Reply(status, "text/plain", "", Map.of());
        }

        static Reply json(String body) {
            return new Reply(200, "application/json", body, Map.of());
        }

        Reply with(String header, String value) {
            return new Reply(status, contentType, body, Map.of(header, value));
        }
    }

    HandlerServer answer(String event, Function<Told, Reply> answer) {
        answers.put(event, answer);
        return this;
    }

    HandlerServer answer(String event, Reply reply) {
        return answer(event, request -> reply);
    }

    HandlerServer allowing(String origin) {
        allowedOrigin = Optional.ofNullable(origin);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/{hub}/{event}";
    }

    int validations() {
        return validations.get();
    }

    /** The next event that it was told of. */
    Told next() throws InterruptedException {
        Told event = told.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event within %d s", WAIT_SECONDS).isNotNull();
        return event;
    }

    boolean wasToldNothing() {
        return told.isEmpty();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("OPTIONS")) {
                validations.incrementAndGet();
                allowedOrigin.ifPresent(origin -> exchange.getResponseHeaders().set("WebHook-Allowed-Origin", origin));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Told event = new Told(exchange.getRequestURI().getRawPath(), headers, body);
            told.add(event);
            Reply reply = answers.getOrDefault(event.event(), request -> Reply.of(204))
                    .apply(event);
            reply.headers.forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.contentType);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
