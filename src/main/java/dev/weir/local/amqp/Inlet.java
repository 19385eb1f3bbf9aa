package dev.weir.local.amqp;

import java.util.Optional;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;

/** A link on which a client sends. Credit is renewed by half, so that one flow frame serves many messages. */
public final class Inlet {
    private static final int CREDIT = 1000;

    private final SessionLinks session;
    private final Receiver receiver;
    private final InletHandler handler;
    private final int maxMessageSize;
    private boolean ended;

    Inlet(SessionLinks session, Receiver receiver, InletHandler handler, int maxMessageSize) {
        this.session = session;
        this.receiver = receiver;
        this.handler = handler;
        this.maxMessageSize = maxMessageSize;
        receiver.deliveryReadHandler(this::read);
        receiver.closeHandler(link -> {
            link.close();
            end();
        });
        receiver.detachHandler(link -> {
            link.detach();
            end();
        });
    }

    /** The path of the target's address, in lower case. */
    String path() {
        return path(receiver);
    }

    static String path(Receiver receiver) {
        Terminus terminus = receiver.getRemoteTarget();
        String address = terminus instanceof Target target ? target.getAddress() : null;
        return address == null ? "" : Router.path(address);
    }

    void grantCredit() {
        receiver.addCredit(CREDIT - receiver.getCredit());
    }

    private void read(IncomingDelivery delivery) {
        try {
            if (ended || !receiver.isLocallyOpen()) {
                return;
            }
            if (delivery.isAborted()) {
                delivery.settle();
            } else if (delivery.available() > maxMessageSize) {
                tooLarge(delivery);
            } else if (!delivery.isPartial()) {
                take(delivery);
            }
        } catch (RuntimeException e) {
            // The engine swallows what is thrown out of a transfer.
            session.peer().fail(e);
        }
    }

    private void take(IncomingDelivery delivery) {
        byte[] message = new byte[delivery.available()];
        delivery.readBytes(message, 0, message.length);
        Optional<AmqpError> refusal;
        try {
            refusal = session.peer().faults().refuseSend(path());
            if (refusal.isEmpty()) {
                refusal = handler.receive(delivery.getMessageFormat(), message);
            }
        } catch (MalformedValueException e) {
            refusal = Optional.of(new AmqpError(AmqpError.DECODE_ERROR, String.valueOf(e.getMessage())));
        }
        if (refusal.isEmpty()) {
            delivery.disposition(Accepted.getInstance(), true);
        } else {
            delivery.disposition(new Rejected(refusal.get().toErrorCondition()), true);
        }
        session.peer().scheduleFlush();
        if (receiver.getCredit() < CREDIT / 2) {
            grantCredit();
        }
    }

    private void tooLarge(IncomingDelivery delivery) {
        delivery.claimAvailableBytes();
        detach(new AmqpError(
                AmqpError.MESSAGE_SIZE_EXCEEDED, "a message is larger than the " + maxMessageSize + " bytes allowed"));
    }

    /** Ends the link from this side. */
    public void detach(AmqpError error) {
        if (!ended) {
            receiver.setCondition(error.toErrorCondition());
            receiver.close();
            end();
        }
    }

    void end() {
        if (!ended) {
            ended = true;
            session.gone(this);
            handler.closed();
        }
    }
}
