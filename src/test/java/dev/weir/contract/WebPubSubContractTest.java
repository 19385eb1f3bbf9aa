package dev.weir.contract;

import org.junit.jupiter.api.Nested;

/** What Web PubSub is documented to do. */
class WebPubSubContractTest {
    @Nested
    class Sending extends PubSubSendingContract {}

    @Nested
    class Membership extends PubSubMembershipContract {}

    @Nested
    class Protocol extends PubSubProtocolContract {}
}
