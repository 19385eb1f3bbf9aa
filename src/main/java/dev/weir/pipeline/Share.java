package dev.weir.pipeline;

import dev.weir.coalesce.Contribution;
import dev.weir.coalesce.EntityKey;
import dev.weir.event.DeadLetter;
import dev.weir.event.End;
import dev.weir.source.HeldDelivery;
import java.time.Instant;
import java.util.List;

/** A held delivery as lanes see it: tells the ledger what became of each update. */
final class Share implements Contribution {
    private final HeldDelivery<EntityKey> delivery;
    private final CoreLoop loop;

    Share(HeldDelivery<EntityKey> delivery, CoreLoop loop) {
        this.delivery = delivery;
        this.loop = loop;
    }

    @Override
    public void published() {
        delivery.decided(End.PUBLISHED);
    }

    @Override
    public void superseded() {
        delivery.decided(End.SUPERSEDED);
    }

    @Override
    public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
        delivery.refuse(new DeadLetter(
                reason,
                description,
                rule,
                List.of(laneName),
                delivery.attempt(),
                Instant.ofEpochMilli(loop.wallMillis()),
                delivery.origin()));
        delivery.decided(End.DEAD_LETTERED);
    }
}
