package dev.weir.contract;

import dev.weir.local.LocalServices;
import org.jspecify.annotations.Nullable;

/** The local services in this process, on free ports. */
final class LocalAzure implements AzureUnderTest {
    private @Nullable LocalServices services;

    @Override
    public String serviceBus() {
        return services().connectionStrings().serviceBus();
    }

    @Override
    public String eventHubs() {
        return services().connectionStrings().eventHubs();
    }

    @Override
    public String webPubSub() {
        return services().connectionStrings().webPubSub();
    }

    private synchronized LocalServices services() {
        if (services == null) {
            LocalServices started = LocalServices.builder().start();
            services = started;
            ConfiguredEntities.createIn(started);
        }
        return services;
    }

    @Override
    public synchronized void close() {
        if (services != null) {
            services.close();
        }
    }
}
