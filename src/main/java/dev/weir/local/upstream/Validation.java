package dev.weir.local.upstream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a URL wants this service's events: asked once by OPTIONS, as CloudEvents' rules for web hooks have it, and
 * asked again after a refusal or a failure.
 */
final class Validation {
    /** What stands for an event's name in the URL that is asked. */
    static final String EVENT = "validate";

    private static final int REMEMBERED = 1_000;
    private static final String ANY = "*";

    private final Exchange exchange;
    private final Supplier<String> origin;
    private final Map<String, Future<Outcome>> byUrl = new LinkedHashMap<>();

    Validation(Exchange exchange, Supplier<String> origin) {
        this.exchange = exchange;
        this.origin = origin;
    }

    /** An answer where it may be used; the one question serves all who wait for it. */
    Future<Outcome> of(String url) {
        Future<Outcome> known = byUrl.get(url);
        if (known != null) {
            return known;
        }
        if (byUrl.size() >= REMEMBERED) {
            byUrl.remove(byUrl.keySet().iterator().next());
        }
        Future<Outcome> asked = ask(url);
        byUrl.put(url, asked);
        asked.onSuccess(outcome -> {
            if (outcome instanceof Outcome.Failed) {
                byUrl.remove(url, asked);
            }
        });
        return asked;
    }

    private Future<Outcome> ask(String url) {
        List<Map.Entry<String, String>> headers =
                List.of(Map.entry("WebHook-Request-Origin", origin.get()), Map.entry("ce-awpsversion", "1.0"));
        return exchange.send(HttpMethod.OPTIONS, url, headers, Buffer.buffer())
                .map(reply -> judge(url, reply))
                .otherwise(failure -> new Outcome.Failed("OPTIONS " + url + ": " + failure.getMessage()));
    }

    private Outcome judge(String url, Exchange.Reply reply) {
        if (reply.status() < 200 || reply.status() > 299) {
            return new Outcome.Failed("OPTIONS " + url + " was answered " + reply.status()
                    + "; it must be 2xx for a handler to get events");
        }
        Optional<String> allowed = reply.header("webhook-allowed-origin");
        if (allowed.filter(this::names).isEmpty()) {
            return new Outcome.Failed("OPTIONS " + url + " was answered with WebHook-Allowed-Origin "
                    + allowed.map(text -> "'" + text + "'").orElse("missing") + "; it must be '*' or '" + origin.get()
                    + "'");
        }
        return reply.toOutcome();
    }

    private boolean names(String allowed) {
        String own = origin.get().toLowerCase(Locale.ROOT);
        for (String candidate : allowed.split(",", -1)) {
            String name = candidate.strip().toLowerCase(Locale.ROOT);
            if (name.equals(ANY) || name.equals(own)) {
                return true;
            }
        }
        return false;
    }
}
