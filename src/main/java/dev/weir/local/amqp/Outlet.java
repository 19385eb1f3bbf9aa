package dev.weir.local.amqp;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Released;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/** A link on which a client receives. */
public final class Outlet {
    private final SessionLinks session;
    private final Sender sender;
    private final OutletHandler handler;
    private @Nullable ProtonBuffer unsent;
    private long nextTag;
    private boolean ended;
    private boolean closedByClient;

    Outlet(SessionLinks session, Sender sender, OutletHandler handler) {
        this.session = session;
        this.sender = sender;
        this.handler = handler;
        sender.creditStateUpdateHandler(link -> creditChanged());
        sender.deliveryStateUpdatedHandler(this::decided);
        sender.closeHandler(link -> {
            link.close();
            leave();
        });
        sender.detachHandler(link -> {
            link.detach();
            leave();
        });
    }

    /** The path of the source's address, in lower case. */
    String path() {
        return path(sender);
    }

    static String path(Sender sender) {
        Source source = sender.getRemoteSource();
        String address = source == null ? null : source.getAddress();
        return address == null ? "" : Router.path(address);
    }

    /** Whether one more message may be sent: the client has given credit and keeps up. */
    public boolean isReady() {
        return !ended
                && unsent == null
                && sender.isLocallyOpen()
                // A link does not learn at once that its session has ended.
                && sender.getSession().isLocallyOpen()
                && sender.getCredit() > 0
                && sender.isSendable()
                && session.peer().hasRoom();
    }

    /**
     * Sends a message that the client has to settle. Only when {@link #isReady}.
     *
     * @param tag the delivery tag
     * @param message its sections
     * @param context comes back with the client's decision
     */
    public void send(byte[] tag, EncodedWriter message, Object context) {
        OutgoingDelivery delivery = sender.next();
        delivery.setTag(tag).setLinkedResource(context);
        write(delivery, message.toBuffer());
    }

    /** Sends a message that counts as settled at once. Only when {@link #isReady}. */
    public void sendSettled(byte[] tag, EncodedWriter message) {
        OutgoingDelivery delivery = sender.next();
        delivery.setTag(tag).settle();
        write(delivery, message.toBuffer());
    }

    void sendSettled(byte[] message) {
        sendSettled(message, 0, message.length);
    }

    /**
     * Sends a part of an array as a message that counts as settled at once, without a copy: that part must never
     * change. Only when {@link #isReady}.
     */
    public void sendSettled(byte[] bytes, int from, int to) {
        OutgoingDelivery delivery = sender.next();
        delivery.setTag(ByteBuffer.allocate(8).putLong(nextTag++).array()).settle();
        write(delivery, EncodedWriter.buffer(bytes, from, to));
    }

    private void write(OutgoingDelivery delivery, ProtonBuffer message) {
        delivery.writeBytes(message);
        // The client's session window can close in the middle of a message; the rest leaves when it opens.
        unsent = message.isReadable() ? message : null;
    }

    private void creditChanged() {
        if (ended) {
            return;
        }
        ProtonBuffer rest = unsent;
        OutgoingDelivery current = sender.current();
        if (rest != null && current != null && sender.isSendable()) {
            write(current, rest);
        }
        handler.ready(this);
        if (sender.isDraining()) {
            // After what the handler has put off to the end of the pass.
            session.peer().loop().execute(() -> {
                if (!ended && sender.isDraining() && sender.isLocallyOpen()) {
                    sender.drained();
                }
            });
        }
    }

    private void decided(OutgoingDelivery delivery) {
        DeliveryState outcome = delivery.getRemoteState();
        Object context = delivery.getLinkedResource();
        if (delivery.isSettled()) {
            return;
        }
        if (isOutcome(outcome) && context != null) {
            Optional<AmqpError> fault = session.peer().faults().refuseSettlement(path());
            if (fault.isPresent()) {
                // Not settled, so that the client can decide again.
                delivery.disposition(new Rejected(fault.get().toErrorCondition()), false);
                session.peer().scheduleFlush();
                return;
            }
        }
        DeliveryState answer = isOutcome(outcome) && context != null ? handler.settled(context, outcome) : null;
        if (sender.isLocallyOpen() && (answer != null || delivery.isRemotelySettled())) {
            delivery.disposition(answer == null ? outcome : answer, true);
            session.peer().scheduleFlush();
        }
    }

    private static boolean isOutcome(@Nullable DeliveryState state) {
        return state instanceof Accepted
                || state instanceof Rejected
                || state instanceof Modified
                || state instanceof Released;
    }

    void roomAgain() {
        if (!ended) {
            handler.ready(this);
        }
    }

    /** Ends the link from this side. */
    public void detach(AmqpError error) {
        if (!ended) {
            sender.setCondition(error.toErrorCondition());
            sender.close();
            end();
        }
    }

    private void leave() {
        closedByClient = true;
        end();
    }

    /** Whether the client has ended the link itself, where its session or connection may just have been lost. */
    public boolean isClosedByClient() {
        return closedByClient;
    }

    void end() {
        if (!ended) {
            ended = true;
            unsent = null;
            session.gone(this);
            handler.closed(this);
        }
    }

    <T extends OutletHandler> T handler(Class<T> type) {
        return type.cast(handler);
    }
}
