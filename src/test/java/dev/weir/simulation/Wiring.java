package dev.weir.simulation;

import dev.weir.event.Settlement;
import dev.weir.pipeline.CoreLoop;
import dev.weir.publish.Transport;
import dev.weir.source.DeliverySink;

/** How a replica is put together. As it stands, rightly; a test of the simulation plants its bug by overriding one method. */
class Wiring {

    CoreLoop loop(CoreLoop loop) {
        return loop;
    }

    Transport transport(Transport transport, World world) {
        return transport;
    }

    DeliverySink sink(DeliverySink sink) {
        return sink;
    }

    /** How a message of a queue or session is settled. */
    Settlement settlement(Settlement settlement, Message message, World world) {
        return settlement;
    }

    /** How an event of a partition is settled. */
    Settlement settlement(Settlement settlement, Message message, PartitionStream.Progress progress) {
        return settlement;
    }

    /** Whether a partition's progress is told of a lost ownership. */
    boolean tellsProgressOfLoss() {
        return true;
    }

    /** Whether the core is told of a lost ownership. */
    boolean tellsCoreOfLoss() {
        return true;
    }
}
