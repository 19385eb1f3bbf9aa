package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import java.time.Duration;
import java.util.Optional;

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

    /** Reads the plan's fields; another reader may want more of them, so the end is not looked at. */
    static FaultPlan read(Fields json) throws Rejection {
        return new FaultPlan(next(json), budget(json), share(json), millis(json, "latencyMillis"), late(json));
    }

    private static Optional<FaultPlan.Next> next(Fields json) throws Rejection {
        Optional<Fields> object = json.object("next");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = object.get();
        return fields.whole(new FaultPlan.Next(fields.integer("count", 1), refusal(fields)));
    }

    private static Optional<FaultPlan.Budget> budget(Fields json) throws Rejection {
        Optional<Fields> object = json.object("budget");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = object.get();
        return fields.whole(new FaultPlan.Budget(fields.integer("perSecond", 0), refusal(fields)));
    }

    private static Optional<FaultPlan.Share> share(Fields json) throws Rejection {
        Optional<Fields> object = json.object("share");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = object.get();
        return fields.whole(new FaultPlan.Share(fields.number("of", -1), refusal(fields)));
    }

    private static Optional<FaultPlan.Late> late(Fields json) throws Rejection {
        Optional<Fields> object = json.object("late");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = object.get();
        Optional<Duration> delay =
                fields.has("delayMillis") ? Optional.of(millis(fields, "delayMillis")) : Optional.empty();
        return fields.whole(new FaultPlan.Late(fields.integer("count", 1), delay));
    }

    private static Duration millis(Fields fields, String name) throws Rejection {
        return Duration.ofMillis(fields.integer(name, 0));
    }

    private static ObjectNode write(Refusal refusal) {
        ObjectNode json = Json.object().put("status", refusal.status());
        refusal.retryAfter().ifPresent(wait -> json.put("retryAfterSeconds", wait.toSeconds()));
        return json;
    }

    private static Refusal refusal(Fields json) throws Rejection {
        Refusal refusal = Refusal.of(json.integer("status", TOO_MANY_REQUESTS));
        return json.has("retryAfterSeconds")
                ? refusal.retryAfter(Duration.ofSeconds(json.integer("retryAfterSeconds", 0)))
                : refusal;
    }
}
