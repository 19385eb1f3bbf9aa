package dev.weir.source.eventhubs;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import dev.weir.azure.AmqpAccess;
import java.util.concurrent.TimeoutException;
import reactor.core.Exceptions;

/** What keeps a source from its hub or its checkpoints, in a sentence that says what to do. */
final class Trouble {
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private Trouble() {}

    /** Of the hub, before any partition is read. */
    static String ofHub(EventHubsSettings settings, Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        AmqpErrorCondition condition = condition(failure);
        if (condition == AmqpErrorCondition.NOT_FOUND) {
            return "there is no hub '" + settings.hub() + "' in the namespace; create it or mend 'hub'";
        }
        return general(settings, failure, condition);
    }

    /** Of one partition's link. */
    static String ofPartition(EventHubsSettings settings, String partition, Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        AmqpErrorCondition condition = condition(failure);
        if (condition == AmqpErrorCondition.NOT_FOUND) {
            return "there is no consumer group '" + settings.consumerGroup() + "' of hub '" + settings.hub()
                    + "'; create it or mend 'consumer-group'";
        }
        if (isStolen(failure)) {
            return "another reader keeps taking partition " + partition + " of consumer group '"
                    + settings.consumerGroup()
                    + "', and is no replica of this bridge; give the source a consumer group of its own";
        }
        return general(settings, failure, condition) + ", partition " + partition;
    }

    /** Whether another reader displaced the link, as a replica does that takes a partition over. */
    static boolean isStolen(Throwable thrown) {
        return condition(Exceptions.unwrap(thrown)) == AmqpErrorCondition.LINK_STOLEN;
    }

    private static AmqpErrorCondition condition(Throwable failure) {
        // An unknown condition is as good as none.
        AmqpErrorCondition condition = failure instanceof AmqpException amqp ? amqp.getErrorCondition() : null;
        return condition == null ? AmqpErrorCondition.INTERNAL_ERROR : condition;
    }

    private static String general(EventHubsSettings settings, Throwable failure, AmqpErrorCondition condition) {
        boolean byKey = settings.access() instanceof AmqpAccess.ByConnectionString;
        if (condition == AmqpErrorCondition.UNAUTHORIZED_ACCESS
                || condition == AmqpErrorCondition.PUBLISHER_REVOKED_ERROR) {
            return byKey
                    ? "the key of 'connection-string' is not accepted for hub '" + settings.hub()
                            + "'; it needs the right to listen"
                    : "the identity may not read hub '" + settings.hub()
                            + "'; give it the role 'Azure Event Hubs Data Receiver'";
        }
        if (failure instanceof ClientAuthenticationException) {
            return "no identity of Entra ID was found for 'namespace'; set one up as DefaultAzureCredential expects it, or"
                    + " use 'connection-string'";
        }
        if (failure instanceof AmqpException amqp && amqp.getErrorCondition() != null) {
            return "Event Hubs can't be used (" + amqp.getErrorCondition() + ")";
        }
        if (failure instanceof AmqpException || failure instanceof TimeoutException) {
            return "Event Hubs gives no answer; check the endpoint of '" + (byKey ? "connection-string" : "namespace")
                    + "' and the network";
        }
        return "Event Hubs can't be reached (" + failure.getClass().getSimpleName() + "); check the endpoint of '"
                + (byKey ? "connection-string" : "namespace") + "' and the network";
    }

    /** Of the checkpoint store. */
    static String ofStore(Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        if (failure instanceof HttpResponseException http && http.getResponse() != null) {
            int status = http.getResponse().getStatusCode();
            return switch (status) {
                case NOT_FOUND -> "the container of 'checkpoints' does not exist; create it";
                case UNAUTHORIZED, FORBIDDEN ->
                    "the storage account refuses 'checkpoints' (" + status
                            + "); check its key, or give the identity the role 'Storage Blob Data Contributor'";
                default -> "the store of 'checkpoints' answers " + status;
            };
        }
        if (failure instanceof ClientAuthenticationException) {
            return "no identity of Entra ID was found for 'checkpoints'; set one up as DefaultAzureCredential expects it, or"
                    + " use 'connection-string'";
        }
        if (failure instanceof TimeoutException) {
            return "the store of 'checkpoints' gives no answer; check its address and the network";
        }
        return "the store of 'checkpoints' can't be used (" + failure.getClass().getSimpleName()
                + "); check its address and the network";
    }
}
