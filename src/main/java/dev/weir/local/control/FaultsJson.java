package dev.weir.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link FaultPlan} as JSON, for instance {@code {"next": {"count": 3, "status": 429, "retryAfterSeconds": 2},
 * "budget": {"perSecond": 100, "status": 429}, "share": {"of": 0.2, "status": 503}, "latencyMillis": 50,
 * "late": {"count": 1, "delayMillis": 5000}}}; what is left out does not happen, and {@code late} without a delay is
 * never answered.
 */
final class FaultsJson {
    private static final int TOO_MANY_REQUESTS = 429;

    private FaultsJson() {}

    static ObjectNode write(FaultPlan plan) {
        ObjectNode json = Json.object();
        plan.next().ifPresent(next -> {
            json.putObject("next").put("count", next.count()).setAll(write(next.refusal()));
        });
        plan.budget().ifPresent(budget -> {
            json.putObject("budget").put("perSecond", budget.perSecond()).setAll(write(budget.refusal()));
        });
        plan.share().ifPresent(share -> {
            json.putObject("share").put("of", share.of()).setAll(write(share.refusal()));
        });
        json.put("latencyMillis", plan.latency().toMillis());
        plan.late().ifPresent(late -> {
            ObjectNode object = json.putObject("late").put("count", late.count());
            late.delay().ifPresent(delay -> object.put("delayMillis", delay.toMillis()));
        });
        return json;
    }

    /** Throws {@link IllegalArgumentException} with the reason where the plan makes no sense. */
    static FaultPlan read(JsonNode json) {
        allow("the plan", json, Set.of("next", "budget", "share", "latencyMillis", "late"));
        return new FaultPlan(
                object(json, "next", Set.of("count", "status", "retryAfterSeconds"))
                        .map(next -> new FaultPlan.Next(integer(next, "count", 1), refusal(next))),
                object(json, "budget", Set.of("perSecond", "status", "retryAfterSeconds"))
                        .map(budget -> new FaultPlan.Budget(integer(budget, "perSecond", 0), refusal(budget))),
                object(json, "share", Set.of("of", "status", "retryAfterSeconds"))
                        .map(share -> new FaultPlan.Share(share.path("of").asDouble(-1), refusal(share))),
                Duration.ofMillis(integer(json, "latencyMillis", 0)),
                object(json, "late", Set.of("count", "delayMillis"))
                        .map(late -> new FaultPlan.Late(integer(late, "count", 1), millis(late))));
    }

    private static ObjectNode write(Refusal refusal) {
        ObjectNode json = Json.object().put("status", refusal.status());
        refusal.retryAfter().ifPresent(wait -> json.put("retryAfterSeconds", wait.toSeconds()));
        return json;
    }

    private static Refusal refusal(JsonNode json) {
        Refusal refusal = Refusal.of(integer(json, "status", TOO_MANY_REQUESTS));
        return json.has("retryAfterSeconds")
                ? refusal.retryAfter(Duration.ofSeconds(integer(json, "retryAfterSeconds", 0)))
                : refusal;
    }

    private static Optional<Duration> millis(JsonNode late) {
        return late.has("delayMillis")
                ? Optional.of(Duration.ofMillis(integer(late, "delayMillis", 0)))
                : Optional.empty();
    }

    private static Optional<JsonNode> object(JsonNode json, String name, Set<String> fields) {
        if (!json.has(name)) {
            return Optional.empty();
        }
        allow("'" + name + "'", json.path(name), fields);
        return Optional.of(json.path(name));
    }

    private static void allow(String where, JsonNode json, Set<String> fields) {
        if (!json.isObject()) {
            throw new IllegalArgumentException(where + " must be a JSON object");
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name)) {
                throw new IllegalArgumentException(where + " has an unknown field '" + name + "'");
            }
        }
    }

    private static int integer(JsonNode json, String name, int otherwise) {
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException("'" + name + "' must be a whole number");
        }
        return value.asInt();
    }
}
