package dev.weir.local.control;

import dev.weir.local.webpubsub.LocalWebPubSub;

/** {@code /local/faults}: what goes wrong on purpose, until it is used up or ended. */
final class FaultRoutes {
    private final LocalWebPubSub webPubSub;

    FaultRoutes(LocalWebPubSub webPubSub) {
        this.webPubSub = webPubSub;
    }

    void addTo(Routes routes) {
        routes.get(
                        "faults",
                        call -> Answer.ok(FaultsJson.write(webPubSub.faults().plan())))
                .put("faults", call -> {
                    webPubSub.faults().set(FaultsJson.read(Json.read(call.body())));
                    return Answer.ok(FaultsJson.write(webPubSub.faults().plan()));
                })
                .delete("faults", call -> {
                    webPubSub.faults().clear();
                    return Answer.ok(FaultsJson.write(webPubSub.faults().plan()));
                });
    }
}
