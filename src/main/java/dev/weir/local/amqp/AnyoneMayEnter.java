package dev.weir.local.amqp;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.sasl.SaslOutcome;
import org.apache.qpid.protonj2.engine.sasl.SaslServerContext;
import org.apache.qpid.protonj2.engine.sasl.SaslServerListener;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.AMQPHeader;

/** The SASL exchange of a service without secrets: it offers what Azure offers, and accepts whatever comes. */
final class AnyoneMayEnter implements SaslServerListener {
    private static final Symbol[] MECHANISMS = {
        Symbol.valueOf("MSSBCBS"), Symbol.valueOf("PLAIN"), Symbol.valueOf("ANONYMOUS"), Symbol.valueOf("EXTERNAL")
    };

    @Override
    public void handleSaslHeader(SaslServerContext context, AMQPHeader header) {
        context.sendMechanisms(MECHANISMS.clone());
    }

    @Override
    @SuppressWarnings("NullAway") // protonj2 takes null for "no additional data".
    public void handleSaslInit(SaslServerContext context, Symbol mechanism, ProtonBuffer initialResponse) {
        context.sendOutcome(SaslOutcome.SASL_OK, null);
    }

    @Override
    @SuppressWarnings("NullAway")
    public void handleSaslResponse(SaslServerContext context, ProtonBuffer response) {
        context.sendOutcome(SaslOutcome.SASL_OK, null);
    }
}
