package dev.weir.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Health at {@code /q/health}: started once the sources were told to start, live unless the core failed, ready while every
 * source has its queue and every hub takes publishes.
 */
@ApplicationScoped
class Health {
    private final BridgeLifecycle bridge;

    Health(BridgeLifecycle bridge) {
        this.bridge = bridge;
    }

    @Produces
    @Startup
    HealthCheck started() {
        return () ->
                HealthCheckResponse.named("started").status(bridge.isStarted()).build();
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> response("core", bridge.failure().isEmpty() ? List.of() : List.of(bridge.failure()), List.of());
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> response("flow", bridge.trouble(), bridge.warnings());
    }

    private static HealthCheckResponse response(String name, List<String> reasons, List<String> warnings) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name).status(reasons.isEmpty());
        for (int i = 0; i < reasons.size(); i++) {
            response.withData("reason-" + (i + 1), reasons.get(i));
        }
        for (int i = 0; i < warnings.size(); i++) {
            response.withData("warning-" + (i + 1), warnings.get(i));
        }
        return response.build();
    }
}
