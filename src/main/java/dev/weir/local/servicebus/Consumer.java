package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.Outlet;
import dev.weir.local.amqp.OutletHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Released;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of a queue, or of one of its sessions: delivers under a lock and settles by the client's outcome, or
 * delivers for good.
 */
final class Consumer implements OutletHandler {
    static final AmqpError LOCK_LOST = new AmqpError(
            "com.microsoft:message-lock-lost",
            "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the"
                    + " queue.");

    private final MessageQueue queue;
    private final @Nullable Session session;
    private final boolean receiveAndDelete;
    private final Owner owner;
    private @Nullable Outlet outlet;

    /**
     * @param session the session it is bound to; null when the queue has none
     */
    Consumer(MessageQueue queue, @Nullable Session session, boolean receiveAndDelete, Owner owner) {
        this.queue = queue;
        this.session = session;
        this.receiveAndDelete = receiveAndDelete;
        this.owner = owner;
    }

    /** Who decides when a consumer gets messages. */
    interface Owner {
        /** The client may take messages. */
        void ready(Consumer consumer);

        /** The link has ended: by the client's own wish, or lost or ended from this side. */
        void left(Consumer consumer, boolean byClient);
    }

    void opened(Outlet link) {
        outlet = link;
    }

    void detach(AmqpError reason) {
        if (outlet != null) {
            outlet.detach(reason);
        }
    }

    /** Delivers the next message; false when the client is not ready or there is none. */
    boolean deliverNext() {
        Outlet link = outlet;
        if (link == null || !link.isReady()) {
            return false;
        }
        if (receiveAndDelete) {
            Message message = queue.takeNext(session);
            if (message != null) {
                link.sendSettled(LockToken.deliveryTag(LockToken.next()), message.encode());
            }
            return message != null;
        }
        PeekLock lock = queue.lockNext(session);
        if (lock != null) {
            link.send(LockToken.deliveryTag(lock.token()), lock.message().encode(lock.until()), lock);
        }
        return lock != null;
    }

    @Override
    public void ready(Outlet link) {
        owner.ready(this);
    }

    @Override
    public DeliveryState settled(Object context, DeliveryState outcome) {
        PeekLock lock = (PeekLock) context;
        boolean held;
        DeliveryState answer;
        if (outcome instanceof Modified modified) {
            Map<String, EncodedValue> changes = properties(modified.getMessageAnnotations());
            held = modified.isUndeliverableHere()
                    ? queue.settlements().defer(lock, changes)
                    : queue.settlements().abandon(lock, changes);
            answer = new Modified();
        } else if (outcome instanceof Rejected rejected) {
            ErrorCondition error = rejected.getError();
            held = queue.settlements().deadLetter(lock, error == null ? Map.of() : properties(error.getInfo()));
            // Without the error: the JavaScript SDK takes an echoed one for a failure.
            answer = new Rejected();
        } else if (outcome instanceof Released) {
            held = queue.settlements().release(lock);
            answer = Released.getInstance();
        } else {
            held = queue.settlements().complete(lock);
            answer = Accepted.getInstance();
        }
        return held ? answer : new Rejected(lockLost(session).toErrorCondition());
    }

    /** What is said of a lock that is not held. */
    static AmqpError lockLost(@Nullable Session session) {
        return session == null || session.isLocked() ? LOCK_LOST : SessionErrors.lockLost(session.id());
    }

    private static Map<String, EncodedValue> properties(@Nullable Map<Symbol, Object> encoded) {
        if (encoded == null || encoded.isEmpty()) {
            return Map.of();
        }
        Map<String, EncodedValue> properties = new LinkedHashMap<>();
        encoded.forEach((name, value) -> properties.put(name.toString(), EncodedValue.of(value)));
        return properties;
    }

    @Override
    public void closed(Outlet link) {
        // Its locks stay: they expire, and the deliveries count.
        owner.left(this, link.isClosedByClient());
    }
}
