package dev.weir.contract;

import org.junit.jupiter.api.Nested;

/** What Service Bus is documented to do. */
class ServiceBusContractTest {
    @Nested
    class Receiving extends ReceivingContract {}

    @Nested
    class Settlement extends SettlementContract {}

    @Nested
    class Locks extends LocksContract {}

    @Nested
    class Scheduling extends SchedulingContract {}

    @Nested
    class Expiry extends ExpiryContract {}

    @Nested
    class Duplicates extends DuplicatesContract {}

    @Nested
    class Forwarding extends ForwardingContract {}

    @Nested
    class Sessions extends SessionsContract {}

    @Nested
    class SessionLocks extends SessionLocksContract {}

    @Nested
    class Processors extends ProcessorsContract {}

    @Nested
    class Topics extends TopicsContract {}

    @Nested
    class Rules extends RulesContract {}
}
