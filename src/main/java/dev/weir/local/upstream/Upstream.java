package dev.weir.local.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Posts events to handlers, each URL validated first. It tries once: who wants an event again has to send it again. An
 * event's fate hangs on its own handler alone, since each handler has connections of its own.
 */
public final class Upstream {
    private static final Logger LOG = System.getLogger(Upstream.class.getName());

    private final Exchange exchange;
    private final Validation validation;
    private final Supplier<String> origin;
    private final Clock clock;

    /**
     * An upstream for one service.
     *
     * @param origin the service's host, which handlers are asked to allow
     * @param timeout how long a handler may take for one answer
     */
    public Upstream(Vertx vertx, Clock clock, Supplier<String> origin, Duration timeout) {
        exchange = new Exchange(vertx, timeout);
        validation = new Validation(exchange, origin);
        this.origin = origin;
        this.clock = clock;
    }

    /** Hands an event to a handler; the future always succeeds, within twice the time-out. */
    public Future<Outcome> deliver(EventHandler handler, Event event) {
        return validation
                .of(handler.url(event.source().hub(), Validation.EVENT))
                .compose(
                        valid -> valid instanceof Outcome.Failed ? Future.succeededFuture(valid) : post(handler, event))
                .onSuccess(outcome -> {
                    if (outcome instanceof Outcome.Failed failed) {
                        LOG.log(Level.WARNING, "event ''{0}'' is lost: {1}", event.name(), failed.reason());
                    }
                });
    }

    private Future<Outcome> post(EventHandler handler, Event event) {
        String url = handler.url(event.source().hub(), event.name());
        return exchange.send(HttpMethod.POST, url, headers(event), event.body())
                .map(Exchange.Reply::toOutcome)
                .otherwise(failure -> new Outcome.Failed("POST " + url + ": " + failure.getMessage()));
    }

    private List<Map.Entry<String, String>> headers(Event event) {
        Event.Source source = event.source();
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("Content-Type", event.contentType()));
        headers.add(Map.entry("WebHook-Request-Origin", origin.get()));
        headers.add(Map.entry("ce-specversion", "1.0"));
        headers.add(Map.entry("ce-awpsversion", "1.0"));
        headers.add(Map.entry("ce-type", HeaderText.of(event.type())));
        headers.add(
                Map.entry("ce-source", HeaderText.of("/hubs/" + source.hub() + "/client/" + source.connectionId())));
        headers.add(Map.entry("ce-id", String.valueOf(event.id())));
        headers.add(Map.entry("ce-time", clock.instant().toString()));
        headers.add(Map.entry("ce-hub", HeaderText.of(source.hub())));
        headers.add(Map.entry("ce-connectionId", HeaderText.of(source.connectionId())));
        headers.add(Map.entry("ce-eventName", HeaderText.of(event.name())));
        headers.add(Map.entry("ce-signature", source.signature()));
        source.userId().ifPresent(userId -> headers.add(Map.entry("ce-userId", HeaderText.of(userId))));
        source.subprotocol().ifPresent(name -> headers.add(Map.entry("ce-subprotocol", HeaderText.of(name))));
        source.state().ifPresent(state -> headers.add(Map.entry("ce-connectionState", state)));
        return headers;
    }
}
