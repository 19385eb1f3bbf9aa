package dev.weir.contract;

import org.junit.jupiter.api.Nested;

/** What Event Hubs is documented to do. */
class EventHubsContractTest {
    @Nested
    class Sending extends HubSendingContract {}

    @Nested
    class Receiving extends HubReceivingContract {}

    @Nested
    class Processor extends HubProcessorContract {}
}
