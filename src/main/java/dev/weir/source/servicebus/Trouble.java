package dev.weir.source.servicebus;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import dev.weir.azure.AmqpAccess;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** What keeps a source from its entity, in a sentence that says what to do. */
final class Trouble {
    private Trouble() {}

    static String text(ServiceBusSettings settings, Throwable thrown) {
        return "source '" + settings.name() + "': " + what(settings, Exceptions.unwrap(thrown));
    }

    private static String what(ServiceBusSettings settings, Throwable failure) {
        ServiceBusEntity entity = settings.entity();
        boolean byKey = settings.access() instanceof AmqpAccess.ByConnectionString;
        AmqpErrorCondition condition = condition(failure);
        if (condition == AmqpErrorCondition.NOT_FOUND) {
            return "there is no " + entity + " in the namespace; create it or mend " + entity.setting();
        }
        if (condition == AmqpErrorCondition.UNAUTHORIZED_ACCESS) {
            return byKey
                    ? "the key of 'connection-string' is not accepted for " + entity + "; it needs the right to listen"
                    : "the identity may not take from " + entity
                            + "; give it the role 'Azure Service Bus Data Receiver'";
        }
        if (condition == AmqpErrorCondition.ENTITY_DISABLED_ERROR) {
            return entity + " is disabled; enable it";
        }
        // As which the SDK hands on that the entity has other sessions than it was asked for.
        if (condition == AmqpErrorCondition.NOT_ALLOWED || causedBy(failure, UnsupportedOperationException.class)) {
            return settings.sessions().isPresent()
                    ? entity + " has no sessions; leave 'sessions' out, or make it anew with sessions"
                    : entity + " requires sessions; add 'sessions: {}' to the source";
        }
        if (causedBy(failure, ClientAuthenticationException.class)) {
            return "no identity of Entra ID was found for 'namespace'; set one up as DefaultAzureCredential expects it, or"
                    + " use 'connection-string'";
        }
        String check = "; check the endpoint of '" + (byKey ? "connection-string" : "namespace") + "' and the network";
        if (condition != null) {
            return "Service Bus can't be used (" + condition + ")";
        }
        if (causedBy(failure, AmqpException.class) || causedBy(failure, TimeoutException.class)) {
            return "Service Bus gives no answer" + check;
        }
        return "Service Bus can't be reached (" + failure.getClass().getSimpleName() + ")" + check;
    }

    /** The SDK wraps what AMQP said, some times more than once. */
    private static @Nullable AmqpErrorCondition condition(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AmqpException amqp && amqp.getErrorCondition() != null) {
                return amqp.getErrorCondition();
            }
        }
        return null;
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
