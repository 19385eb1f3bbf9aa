package dev.weir.local.amqp;

import java.util.Arrays;
import org.apache.qpid.protonj2.engine.AMQPPerformativeEnvelopePool;
import org.apache.qpid.protonj2.engine.EngineHandler;
import org.apache.qpid.protonj2.engine.EngineHandlerContext;
import org.apache.qpid.protonj2.engine.OutgoingAMQPEnvelope;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Performative;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the settlements "accepted" of one pass and sends them as ranges, where the engine would send one frame for
 * each delivery. Completions arrive in the order in which a client's threads end, so the numbers are sorted first.
 *
 * <p>Delivery numbers are of one session and direction: a settlement of another one sends the gathered ones first, and
 * so does every frame that is neither a settlement nor a transfer, such as a detach.
 */
final class DispositionRanges implements EngineHandler {
    private final AMQPPerformativeEnvelopePool<OutgoingAMQPEnvelope> envelopes =
            AMQPPerformativeEnvelopePool.outgoingEnvelopePool();
    private final Disposition range = new Disposition();
    private @Nullable EngineHandlerContext engine;
    private int[] deliveries = new int[256];
    private int count;
    private int channel;
    private Role role = Role.SENDER;

    @Override
    public void handlerAdded(EngineHandlerContext context) {
        engine = context;
    }

    @Override
    public void handleWrite(EngineHandlerContext context, OutgoingAMQPEnvelope envelope) {
        Performative body = envelope.getBody();
        if (body instanceof Disposition disposition && gathers(disposition, envelope.getChannel())) {
            envelope.release();
            return;
        }
        if (!(body instanceof Transfer) && !(body instanceof Disposition)) {
            flush();
        }
        context.fireWrite(envelope);
    }

    private boolean gathers(Disposition disposition, int onChannel) {
        DeliveryState state = disposition.getState();
        if (!disposition.getSettled() || state != Accepted.getInstance() || disposition.hasLast()) {
            return false;
        }
        if (count > 0 && (channel != onChannel || role != disposition.getRole())) {
            flush();
        }
        channel = onChannel;
        role = disposition.getRole();
        if (count == deliveries.length) {
            deliveries = Arrays.copyOf(deliveries, count * 2);
        }
        deliveries[count++] = (int) disposition.getFirst();
        return true;
    }

    /** Sends what was gathered. */
    void flush() {
        EngineHandlerContext context = engine;
        if (count == 0 || context == null) {
            return;
        }
        int[] sorted = deliveries;
        int total = count;
        count = 0;
        // Delivery numbers wrap at 2^32; a pass that spans the wrap gets one range more.
        Arrays.sort(sorted, 0, total);
        int first = 0;
        for (int i = 1; i <= total; i++) {
            if (i == total || sorted[i] != sorted[i - 1] + 1) {
                send(context, sorted[first], sorted[i - 1]);
                first = i;
            }
        }
    }

    private void send(EngineHandlerContext context, int first, int last) {
        range.reset();
        range.setRole(role).setFirst(first).setSettled(true).setState(Accepted.getInstance());
        if (last != first) {
            range.setLast(last);
        }
        context.fireWrite(envelopes.take(range, channel, null));
    }
}
