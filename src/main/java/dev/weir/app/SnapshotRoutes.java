package dev.weir.app;

import dev.weir.access.ApiKey;
import dev.weir.access.SnapshotRoute;
import dev.weir.access.Snapshots;
import dev.weir.demo.DemoFeeds;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Snapshots of lanes, at {@code /snapshots/HUB/LANE}: in {@code demo} those of the tenants that the page shows, to everybody;
 * in {@code run} all of every hub's, to whoever has the key, and no such route where none is configured.
 */
@ApplicationScoped
class SnapshotRoutes {
    private final BridgeLifecycle lifecycle;

    SnapshotRoutes(BridgeLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    void add(@Observes Router router) {
        Launch launch = Launch.current();
        Configuration.WebPubSub webPubSub = launch.configuration().webPubSub();
        Snapshots snapshots = new Snapshots(lifecycle.bridge()::snapshot, System::nanoTime);
        if (launch.demo().isPresent()) {
            router.get(SnapshotRoute.PATH)
                    .handler(new SnapshotRoute(
                            snapshots, (hub, lane) -> hub.equals(webPubSub.hub()) && isOfATenant(lane)));
            return;
        }
        launch.configuration()
                .snapshots()
                .apiKey()
                .ifPresent(key -> router.get(SnapshotRoute.PATH)
                        .handler(new ApiKey(key.value()))
                        .handler(new SnapshotRoute(
                                snapshots, (hub, lane) -> webPubSub.hubs().containsKey(hub))));
    }

    /** As open as the demo's page, which shows any tenant to whoever asks. */
    private static boolean isOfATenant(String lane) {
        return DemoFeeds.tenants().stream().anyMatch(tenant -> lane.equals("group:tenant:" + tenant));
    }
}
