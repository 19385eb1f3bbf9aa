package dev.weir.contract;

/**
 * The services that the contract is held against, chosen by the system property {@code weir.contract}: {@code local} (the
 * default), {@code emulators} or {@code azure}. Each method starts what it needs when it is first called, and aborts the
 * test with the reason where that is not to be had. Any thread may call.
 */
sealed interface AzureUnderTest extends AutoCloseable permits LocalAzure, EmulatorImages, RealAzure {

    /** What {@code -Dweir.contract} names. */
    static AzureUnderTest chosen() {
        String name = System.getProperty("weir.contract", "local");
        return switch (name) {
            case "local" -> new LocalAzure();
            case "emulators" -> new EmulatorImages();
            case "azure" -> new RealAzure();
            default ->
                throw new IllegalArgumentException(
                        "-Dweir.contract must be 'local', 'emulators' or 'azure', but is '" + name + "'");
        };
    }

    /** The connection string of a namespace with the entities of {@code contract/servicebus.json}. */
    String serviceBus();

    /** The connection string of a namespace with the hubs of {@code contract/eventhubs.json}. */
    String eventHubs();

    /** The connection string of a service in which any hub may be used. */
    String webPubSub();

    @Override
    void close();
}
