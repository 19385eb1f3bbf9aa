package dev.weir.pipeline;

import dev.weir.coalesce.Contribution;
import dev.weir.coalesce.EntityKey;
import dev.weir.event.DeadLetter;
import dev.weir.event.End;
import dev.weir.message.Version;
import dev.weir.source.HeldDelivery;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** One event of a held delivery as lanes see it: tells the ledger what became of each update. */
final class Share implements Contribution {
    private static final Logger LOG = Logger.getLogger(Share.class);

    private final HeldDelivery<EntityKey> delivery;
    private final CoreLoop loop;
    private final int index;
    private final int events;

    /**
     * @param index the event's place in the delivery
     * @param events how many events the delivery has
     */
    Share(HeldDelivery<EntityKey> delivery, CoreLoop loop, int index, int events) {
        this.delivery = delivery;
        this.loop = loop;
        this.index = index;
        this.events = events;
    }

    @Override
    public void published() {
        delivery.decided(End.PUBLISHED);
    }

    @Override
    public void superseded(Version by) {
        if (LOG.isTraceEnabled()) {
            LOG.tracef("%s is superseded by %s %s", delivery.origin().text(), by.scope(), by.order());
        }
        delivery.decided(End.SUPERSEDED);
    }

    @Override
    public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
        delivery.refuse(new DeadLetter(
                reason,
                events == 1 ? description : "event " + index + " of " + events + ": " + description,
                rule,
                List.of(laneName),
                delivery.attempt(),
                Instant.ofEpochMilli(loop.wallMillis()),
                delivery.origin()));
        delivery.decided(End.DEAD_LETTERED);
    }
}
