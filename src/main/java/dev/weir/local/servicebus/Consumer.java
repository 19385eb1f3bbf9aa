package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.Outlet;
import dev.weir.local.amqp.OutletAttach;
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

/** A receiver of a queue: delivers under a lock and settles by the client's outcome, or delivers for good. */
final class Consumer implements OutletHandler {
    static final AmqpError LOCK_LOST = new AmqpError(
            "com.microsoft:message-lock-lost",
            "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the"
                    + " queue.");
    private static final AmqpError NO_DEFERRAL =
            new AmqpError(AmqpError.NOT_IMPLEMENTED, "messages cannot be deferred here");

    private final MessageQueue queue;
    private final QueueNode node;
    private final boolean receiveAndDelete;
    private @Nullable Outlet outlet;

    Consumer(MessageQueue queue, QueueNode node, boolean receiveAndDelete) {
        this.queue = queue;
        this.node = node;
        this.receiveAndDelete = receiveAndDelete;
    }

    void open(OutletAttach attach) {
        outlet = attach.accept(this);
    }

    /** Delivers the queue's first message; false when the client is not ready or there is none. */
    boolean deliverNext() {
        Outlet link = outlet;
        if (link == null || !link.isReady()) {
            return false;
        }
        if (receiveAndDelete) {
            Message message = queue.takeNext();
            if (message != null) {
                link.sendSettled(LockToken.deliveryTag(LockToken.next()), message.encode());
            }
            return message != null;
        }
        PeekLock lock = queue.lockNext();
        if (lock != null) {
            link.send(LockToken.deliveryTag(lock.token()), lock.message().encode(lock.until()), lock);
        }
        return lock != null;
    }

    @Override
    public void ready(Outlet link) {
        node.scheduleDispatch();
    }

    @Override
    public DeliveryState settled(Object context, DeliveryState outcome) {
        PeekLock lock = (PeekLock) context;
        boolean held;
        DeliveryState answer;
        if (outcome instanceof Modified modified) {
            if (modified.isUndeliverableHere()) {
                return new Rejected(NO_DEFERRAL.toErrorCondition());
            }
            held = queue.abandon(lock, properties(modified.getMessageAnnotations()));
            answer = new Modified();
        } else if (outcome instanceof Rejected rejected) {
            ErrorCondition error = rejected.getError();
            held = queue.deadLetter(lock, error == null ? Map.of() : properties(error.getInfo()));
            // Without the error: the JavaScript SDK takes an echoed one for a failure.
            answer = new Rejected();
        } else if (outcome instanceof Released) {
            held = queue.release(lock);
            answer = Released.getInstance();
        } else {
            held = queue.complete(lock);
            answer = Accepted.getInstance();
        }
        return held ? answer : new Rejected(LOCK_LOST.toErrorCondition());
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
        node.leave(this);
    }
}
