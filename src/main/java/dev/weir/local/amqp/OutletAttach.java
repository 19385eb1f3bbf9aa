package dev.weir.local.amqp;

import java.util.List;
import java.util.Map;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish to receive from a node: accepted or refused once, at once or later. A client may leave before; then
 * it is neither accepted nor refused any more.
 */
public final class OutletAttach {
    private final SessionLinks session;
    private final Sender sender;
    private Runnable whenGone = () -> {};
    private boolean open = true;

    OutletAttach(SessionLinks session, Sender sender) {
        this.session = session;
        this.sender = sender;
        sender.closeHandler(link -> leave()).detachHandler(link -> leave());
    }

    /** Sets what is called when the client leaves before it was accepted or refused. */
    public void whenGone(Runnable listener) {
        whenGone = listener;
    }

    private void leave() {
        refuse(new AmqpError(AmqpError.NOT_ALLOWED, "the client has left"));
        session.confirmed(sender);
        whenGone.run();
    }

    /** Its session or connection has ended. */
    void end() {
        if (open) {
            decide();
            whenGone.run();
        }
    }

    private void decide() {
        if (!open) {
            throw new IllegalStateException("the attach was accepted or refused already, or its client has left");
        }
        open = false;
        session.decided(this);
    }

    /** The path of the source's address, in lower case. */
    String path() {
        return Outlet.path(sender);
    }

    /** The source's filters, by name. */
    public Map<Symbol, Object> filters() {
        Source source = sender.getRemoteSource();
        Map<Symbol, Object> filters = source == null ? null : source.getFilter();
        return filters == null ? Map.of() : filters;
    }

    /** The link's properties. */
    public Map<Symbol, Object> properties() {
        Map<Symbol, Object> properties = sender.getRemoteProperties();
        return properties == null ? Map.of() : properties;
    }

    /** Whether the client asks for this capability of the link. */
    public boolean desires(Symbol capability) {
        Symbol[] desired = sender.getRemoteDesiredCapabilities();
        return desired != null && List.of(desired).contains(capability);
    }

    /** Whether the client wants its messages settled already: receive-and-delete. */
    public boolean wantsSettled() {
        return sender.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED;
    }

    public Outlet accept(OutletHandler handler) {
        return accept(handler, filters(), Map.of());
    }

    /** Opens a link on which every message counts as settled when it is sent, whatever the client has asked for. */
    public Outlet acceptSettled(OutletHandler handler) {
        return accept(handler, filters(), Map.of(), SenderSettleMode.SETTLED);
    }

    /**
     * Opens the link.
     *
     * @param filters the filters that hold, which the client reads back from the source
     * @param properties the link's properties towards the client
     */
    public Outlet accept(OutletHandler handler, Map<Symbol, Object> filters, Map<Symbol, Object> properties) {
        return accept(handler, filters, properties, sender.getRemoteSenderSettleMode());
    }

    private Outlet accept(
            OutletHandler handler,
            Map<Symbol, Object> filters,
            Map<Symbol, Object> properties,
            SenderSettleMode settleMode) {
        decide();
        Outlet outlet = new Outlet(session, sender, handler);
        Source source = sender.getRemoteSource();
        if (source != null && !filters.isEmpty()) {
            source.setFilter(filters);
        }
        sender.setSource(source);
        echoTarget(sender.<Terminus>getRemoteTarget());
        sender.setSenderSettleMode(settleMode).setReceiverSettleMode(sender.getRemoteReceiverSettleMode());
        if (!properties.isEmpty()) {
            sender.setProperties(properties);
        }
        session.opened(outlet);
        sender.open();
        return outlet;
    }

    @SuppressWarnings("NullAway") // A null source is how AMQP says no (part 2.6.3).
    public void refuse(AmqpError error) {
        decide();
        sender.setSource((Source) null);
        echoTarget(sender.<Terminus>getRemoteTarget());
        sender.closeHandler(session::confirmed).detachHandler(session::confirmed);
        session.refused(sender);
        sender.open();
        sender.setCondition(error.toErrorCondition());
        sender.close();
    }

    private void echoTarget(@Nullable Terminus target) {
        if (target instanceof Target usual) {
            sender.setTarget(usual);
        }
    }
}
