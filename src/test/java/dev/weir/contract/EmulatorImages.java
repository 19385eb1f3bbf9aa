package dev.weir.contract;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.azure.AzuriteContainer;
import org.testcontainers.azure.EventHubsEmulatorContainer;
import org.testcontainers.azure.ServiceBusEmulatorContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.mssqlserver.MSSQLServerContainer;
import org.testcontainers.utility.MountableFile;

/** Microsoft's emulators as containers. Whoever chooses them accepts the licences of the emulators and of SQL Server. */
final class EmulatorImages implements AzureUnderTest {
    private static final String SERVICE_BUS = "mcr.microsoft.com/azure-messaging/servicebus-emulator:1.1.2";
    private static final String SQL_SERVER = "mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04";
    private static final String EVENT_HUBS = "mcr.microsoft.com/azure-messaging/eventhubs-emulator:2.0.1";
    private static final String AZURITE = "mcr.microsoft.com/azure-storage/azurite:3.33.0";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable String serviceBus;
    private @Nullable String eventHubs;

    @Override
    public synchronized String serviceBus() {
        if (serviceBus == null) {
            Network network = network();
            MSSQLServerContainer sql = new MSSQLServerContainer(SQL_SERVER)
                    .acceptLicense()
                    .withNetwork(network)
                    .withNetworkAliases("mssql");
            ServiceBusEmulatorContainer emulator = new ServiceBusEmulatorContainer(SERVICE_BUS)
                    .acceptLicense()
                    .withConfig(MountableFile.forClasspathResource("contract/servicebus.json"))
                    .withNetwork(network)
                    .withMsSqlServerContainer(sql);
            start(sql);
            start(emulator);
            serviceBus = emulator.getConnectionString();
        }
        return serviceBus;
    }

    @Override
    public synchronized String eventHubs() {
        if (eventHubs == null) {
            Network network = network();
            AzuriteContainer azurite =
                    new AzuriteContainer(AZURITE).withNetwork(network).withNetworkAliases("azurite");
            EventHubsEmulatorContainer emulator = new EventHubsEmulatorContainer(EVENT_HUBS)
                    .acceptLicense()
                    .withConfig(MountableFile.forClasspathResource("contract/eventhubs.json"))
                    .withNetwork(network)
                    .withAzuriteContainer(azurite);
            start(azurite);
            start(emulator);
            eventHubs = emulator.getConnectionString();
        }
        return eventHubs;
    }

    @Override
    public String webPubSub() {
        return Assumptions.abort("Microsoft has no image of Web PubSub; hold the contract against 'local' or 'azure'");
    }

    private Network network() {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "There is no Docker to run Microsoft's images with");
        Network network = Network.newNetwork();
        open.push(network);
        return network;
    }

    /** An image that cannot be had skips what needs it, as a missing Docker does: neither says anything of the contract. */
    private void start(Startable container) {
        open.push(container);
        try {
            container.start();
        } catch (RuntimeException e) {
            Assumptions.abort("Microsoft's image does not start: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a container does not stop", e);
            }
        }
    }
}
