package dev.weir.local.control;

import dev.weir.local.amqp.AmqpListener;
import dev.weir.local.eventhubs.LocalEventHubs;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.webpubsub.LocalWebPubSub;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code /local}: the REST and the page around the local services. {@link #handle} belongs to the event loop of the
 * HTTP port; what it takes is answered one after the other on a thread of its own, which may wait for the services.
 */
public final class LocalControl implements Handler<HttpServerRequest>, AutoCloseable {
    /** A message of 1 MiB in base64, and what surrounds it. */
    private static final int MAX_BODY = 2 * 1024 * 1024;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final int MAX_WAITING = 64;
    private static final Logger LOG = System.getLogger(LocalControl.class.getName());

    private final Guard guard;
    private final Routes routes = new Routes();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("weir-local-control", true));

    /**
     * @param subjects what it shows and changes
     * @param host the host that the HTTP port was told to listen on
     */
    public LocalControl(Subjects subjects, String host) {
        guard = new Guard(host);
        thread.allowCoreThreadTimeOut(true);
        new ConnectionStringRoutes(subjects.connectionStrings()).addTo(routes);
        new PageRoutes().addTo(routes);
        ClockRoutes clock = new ClockRoutes(subjects.clock());
        QueueRoutes queues = new QueueRoutes(subjects.serviceBus());
        TopicRoutes topics = new TopicRoutes(subjects.serviceBus());
        HubRoutes hubs = new HubRoutes(subjects.eventHubs());
        WebPubSubRoutes webPubSub = new WebPubSubRoutes(subjects.webPubSub());
        FaultRoutes faults = new FaultRoutes(subjects.amqp(), subjects.serviceBus(), subjects.webPubSub());
        clock.addTo(routes);
        queues.addTo(routes);
        topics.addTo(routes);
        hubs.addTo(routes);
        webPubSub.addTo(routes);
        faults.addTo(routes);
        new EventHandlerRoutes(subjects.webPubSub().eventHandlers()).addTo(routes);
        new StateRoutes(queues, topics, hubs, webPubSub, faults, clock).addTo(routes);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        try {
            guard.check(
                    request.method().name(),
                    request.getHeader("Host"),
                    request.getHeader("Origin"),
                    request.getHeader("Content-Type"));
            request.handler(chunk -> {
                if (body.length() <= MAX_BODY) {
                    body.appendBuffer(chunk);
                }
            });
            request.endHandler(end -> received(request, body.getBytes()));
        } catch (Rejection e) {
            write(request, Answer.failure(e));
        }
    }

    private void received(HttpServerRequest request, byte[] body) {
        Context loop = Vertx.currentContext();
        String method = request.method().name();
        String target = request.uri();
        try {
            thread.execute(() -> {
                Answer answer = answer(method, target, body);
                loop.runOnContext(ignored -> write(request, answer));
            });
        } catch (RejectedExecutionException e) {
            write(request, Answer.failure(Rejection.busy()));
        }
    }

    private Answer answer(String method, String target, byte[] body) {
        try {
            if (body.length > MAX_BODY) {
                throw Rejection.tooLarge(MAX_BODY);
            }
            return routes.answer(Call.of(method, target, body));
        } catch (Rejection e) {
            return Answer.failure(e);
        } catch (IllegalArgumentException e) {
            // The services' own refusal of a value, worded for whoever gave it.
            return Answer.failure(Rejection.badRequest(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request of /local failed", e);
            return Answer.failure(new Rejection(500, "InternalError", "see the local services' log"));
        }
    }

    private static void write(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", POLICY);
        if (!answer.type().isEmpty()) {
            response.putHeader("Content-Type", answer.type());
        }
        response.end(Buffer.buffer(answer.body()));
    }

    /** Ends the thread; what waits is answered no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /**
     * What {@code /local} shows and changes.
     *
     * @param clock of all services
     * @param amqp the listener of the brokers
     * @param webPubSub runs, or will before the first request comes
     * @param connectionStrings by their names
     */
    public record Subjects(
            LocalClock clock,
            AmqpListener amqp,
            LocalServiceBus serviceBus,
            LocalEventHubs eventHubs,
            LocalWebPubSub webPubSub,
            Supplier<Map<String, String>> connectionStrings) {}
}
