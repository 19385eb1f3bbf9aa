package dev.weir.local.amqp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;
import org.jspecify.annotations.Nullable;

/** The links of one session: attached to nodes by address, and requests matched with the links for their replies. */
final class SessionLinks {
    private final Peer peer;
    private final Set<Outlet> outlets = new LinkedHashSet<>();
    private final Set<Inlet> inlets = new LinkedHashSet<>();
    private final Set<Link<?>> refused = new LinkedHashSet<>();
    private final Set<OutletAttach> undecided = new LinkedHashSet<>();
    private final Map<String, Outlet> replyOutlets = new HashMap<>();

    SessionLinks(Peer peer, Session session) {
        this.peer = peer;
        session.senderOpenHandler(this::clientReceives);
        session.receiverOpenHandler(this::clientSends);
    }

    private void clientReceives(Sender sender) {
        OutletAttach attach = new OutletAttach(this, sender);
        undecided.add(attach);
        if (!peer.takeLink()) {
            attach.refuse(tooManyLinks());
            return;
        }
        Source source = sender.getRemoteSource();
        String address = source == null ? null : source.getAddress();
        Optional<Node> node = peer.router().find(address);
        if (node.isEmpty()) {
            attach.refuse(AmqpError.entityNotFound(String.valueOf(address)));
        } else if (node.get() instanceof MessageNode messages) {
            Optional<AmqpError> fault = peer.faults().refuseLink(attach.path());
            if (fault.isPresent()) {
                attach.refuse(fault.get());
                return;
            }
            messages.attachOutlet(attach);
        } else {
            Outlet outlet = attach.accept(new Replies());
            replyOutlets.put(sender.getName(), outlet);
            String replyTo = addressOf(sender.<Terminus>getRemoteTarget());
            if (replyTo != null) {
                replyOutlets.put(replyTo, outlet);
            }
        }
    }

    private void clientSends(Receiver receiver) {
        InletAttach attach = new InletAttach(this, receiver);
        if (!peer.takeLink()) {
            attach.refuse(tooManyLinks());
            return;
        }
        String address = addressOf(receiver.<Terminus>getRemoteTarget());
        Optional<Node> node = peer.router().find(address);
        if (node.isEmpty()) {
            attach.refuse(AmqpError.entityNotFound(String.valueOf(address)));
        } else if (node.get() instanceof MessageNode messages) {
            Optional<AmqpError> fault = peer.faults().refuseLink(attach.path());
            if (fault.isPresent()) {
                attach.refuse(fault.get());
                return;
            }
            messages.attachInlet(attach);
        } else if (node.get() instanceof RequestNode requests) {
            attach.accept((format, message) -> answer(requests, message));
        }
    }

    private Optional<AmqpError> answer(RequestNode node, byte[] message) {
        RequestMessage request = RequestMessage.decode(message);
        Outlet outlet = replyOutlets.get(request.replyTo());
        if (outlet == null) {
            return Optional.of(new AmqpError(
                    AmqpError.NOT_FOUND, "no link for replies to '" + request.replyTo() + "' in this session"));
        }
        Response response;
        try {
            response = node.answer(request.request());
        } catch (MalformedValueException | ClassCastException e) {
            response = Response.failure(400, new AmqpError(AmqpError.DECODE_ERROR, String.valueOf(e.getMessage())));
        }
        outlet.handler(Replies.class).add(outlet, request.encodeReply(response));
        return Optional.empty();
    }

    private static @Nullable String addressOf(@Nullable Terminus terminus) {
        return terminus instanceof Target target ? target.getAddress() : null;
    }

    private static AmqpError tooManyLinks() {
        return new AmqpError(AmqpError.RESOURCE_LIMIT_EXCEEDED, "this connection has as many links as are allowed");
    }

    void decided(OutletAttach attach) {
        undecided.remove(attach);
    }

    void opened(Outlet outlet) {
        outlets.add(outlet);
    }

    void opened(Inlet inlet) {
        inlets.add(inlet);
    }

    void gone(Outlet outlet) {
        if (outlets.remove(outlet)) {
            replyOutlets.values().removeIf(outlet::equals);
            peer.returnLink();
        }
    }

    void gone(Inlet inlet) {
        if (inlets.remove(inlet)) {
            peer.returnLink();
        }
    }

    /** A refused link keeps its place until the client confirms its end. */
    void refused(Link<?> link) {
        refused.add(link);
    }

    void confirmed(Link<?> link) {
        if (refused.remove(link)) {
            peer.returnLink();
        }
    }

    /** Whether a link of this session is one of the entity's, or of what is below it. */
    boolean isLinkedTo(String entity) {
        return outlets.stream().anyMatch(outlet -> AmqpFaults.isWithin(outlet.path(), entity))
                || inlets.stream().anyMatch(inlet -> AmqpFaults.isWithin(inlet.path(), entity));
    }

    /** Ends the links for messages of an entity and of what is below it, or of all; returns how many. */
    int detach(String entity, AmqpError error) {
        List<Outlet> affectedOutlets = outlets.stream()
                .filter(outlet -> isAffected(outlet.path(), entity))
                .toList();
        List<Inlet> affectedInlets = inlets.stream()
                .filter(inlet -> isAffected(inlet.path(), entity))
                .toList();
        affectedOutlets.forEach(outlet -> outlet.detach(error));
        affectedInlets.forEach(inlet -> inlet.detach(error));
        peer.scheduleFlush();
        return affectedOutlets.size() + affectedInlets.size();
    }

    private static boolean isAffected(String path, String entity) {
        return !AmqpFaults.isControl(path) && (entity.isEmpty() || AmqpFaults.isWithin(path, entity));
    }

    void roomAgain() {
        List.copyOf(outlets).forEach(Outlet::roomAgain);
    }

    /** The session or its connection has ended. */
    void closed() {
        List.copyOf(outlets).forEach(Outlet::end);
        List.copyOf(inlets).forEach(Inlet::end);
        List.copyOf(refused).forEach(this::confirmed);
        List.copyOf(undecided).forEach(attach -> {
            attach.end();
            peer.returnLink();
        });
    }

    Peer peer() {
        return peer;
    }

    /** Replies wait for credit: the Java SDK grants one for each request, and may do so after the request. */
    private static final class Replies implements OutletHandler {
        private static final int LIMIT = 1024;

        private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

        void add(Outlet outlet, byte[] reply) {
            if (waiting.size() == LIMIT) {
                outlet.detach(new AmqpError(AmqpError.RESOURCE_LIMIT_EXCEEDED, "too many replies wait for credit"));
                return;
            }
            waiting.add(reply);
            ready(outlet);
        }

        @Override
        public void ready(Outlet outlet) {
            while (!waiting.isEmpty() && outlet.isReady()) {
                outlet.sendSettled(waiting.remove());
            }
        }

        @Override
        public void closed(Outlet outlet) {
            waiting.clear();
        }
    }
}
