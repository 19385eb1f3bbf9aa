package dev.weir.contract;

import org.junit.jupiter.api.Assumptions;

/** Azure itself: namespaces that somebody has prepared, by connection strings in the environment. */
final class RealAzure implements AzureUnderTest {
    @Override
    public String serviceBus() {
        return variable("WEIR_CONTRACT_SERVICE_BUS");
    }

    @Override
    public String eventHubs() {
        return variable("WEIR_CONTRACT_EVENT_HUBS");
    }

    @Override
    public String webPubSub() {
        return variable("WEIR_CONTRACT_WEB_PUBSUB");
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            return Assumptions.abort("The environment has no " + name + ", so there is no service to test");
        }
        return value;
    }

    @Override
    public void close() {
        // What somebody else has prepared stays.
    }
}
