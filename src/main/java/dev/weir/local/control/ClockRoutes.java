package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** {@code /local/clock}: what time it is for the services, and letting it pass. */
final class ClockRoutes {
    private final LocalClock clock;

    ClockRoutes(LocalClock clock) {
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.get("clock", call -> Answer.ok(json())).post("clock", this::advance);
    }

    private Answer advance(Call call) throws Rejection {
        Fields fields = call.fields();
        Duration time = fields.duration("advance")
                .orElseThrow(() -> Rejection.badRequest("the body needs 'advance', a duration such as PT1M30S"));
        fields.end();
        clock.advance(time);
        return Answer.ok(json());
    }

    ObjectNode json() {
        return Json.object()
                .put("now", clock.instant().toString())
                .put("ahead", clock.ahead().toString());
    }
}
