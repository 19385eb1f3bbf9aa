package dev.weir.azure;

import com.azure.core.credential.TokenCredential;
import java.util.Optional;

/** A namespace of Service Bus or Event Hubs, and what proves that one may use it. Immutable; printed without secrets. */
public sealed interface AmqpAccess {

    /** How the network is crossed. */
    AmqpTransport transport();

    /** By a key or a signature: {@code text} is a secret. */
    record ByConnectionString(String text, AmqpTransport transport) implements AmqpAccess {
        @Override
        public String toString() {
            return "ByConnectionString[***, " + transport + "]";
        }
    }

    /**
     * By an identity of Entra ID.
     *
     * @param host the namespace's, such as {@code acme.servicebus.windows.net}
     */
    record ByIdentity(String host, TokenCredential credential, AmqpTransport transport) implements AmqpAccess {
        @Override
        public String toString() {
            return "ByIdentity[" + host + ", " + transport + "]";
        }
    }

    /** The access by a connection string where there is one, else by identity. */
    static AmqpAccess of(
            Optional<String> connectionString, String host, TokenCredential credential, AmqpTransport transport) {
        return connectionString
                .<AmqpAccess>map(text -> new ByConnectionString(text, transport))
                .orElseGet(() -> new ByIdentity(host, credential, transport));
    }
}
