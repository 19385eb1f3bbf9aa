package dev.weir.local.amqp;

import java.util.Map;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;

/** A client's wish to send to a node: accepted or refused once, at once or later. */
public final class InletAttach {
    private final SessionLinks session;
    private final Receiver receiver;

    InletAttach(SessionLinks session, Receiver receiver) {
        this.session = session;
        this.receiver = receiver;
    }

    /** The path of the target's address, in lower case. */
    String path() {
        return Inlet.path(receiver);
    }

    /** The link's properties. */
    public Map<Symbol, Object> properties() {
        Map<Symbol, Object> properties = receiver.getRemoteProperties();
        return properties == null ? Map.of() : properties;
    }

    public Inlet accept(InletHandler handler) {
        return accept(handler, session.peer().maxMessageSize());
    }

    /**
     * Opens the link.
     *
     * @param maxMessageSize bytes of one message or batch, where that is less than what the listener allows
     */
    public Inlet accept(InletHandler handler, int maxMessageSize) {
        int limit = Math.min(maxMessageSize, session.peer().maxMessageSize());
        Inlet inlet = new Inlet(session, receiver, handler, limit);
        Terminus target = receiver.getRemoteTarget();
        if (target instanceof Target usual) {
            receiver.setTarget(usual);
        }
        receiver.setSource(receiver.getRemoteSource())
                .setSenderSettleMode(receiver.getRemoteSenderSettleMode())
                .setReceiverSettleMode(receiver.getRemoteReceiverSettleMode())
                // Without it the Java SDK takes 0 for the limit and sends nothing.
                .setMaxMessageSize(UnsignedLong.valueOf(limit));
        session.opened(inlet);
        receiver.open();
        inlet.grantCredit();
        return inlet;
    }

    @SuppressWarnings("NullAway") // A null target is how AMQP says no (part 2.6.3).
    public void refuse(AmqpError error) {
        receiver.setSource(receiver.getRemoteSource());
        receiver.setTarget((Target) null);
        receiver.closeHandler(session::confirmed).detachHandler(session::confirmed);
        session.refused(receiver);
        receiver.open();
        receiver.setCondition(error.toErrorCondition());
        receiver.close();
    }
}
