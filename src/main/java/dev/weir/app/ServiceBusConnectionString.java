package dev.weir.app;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a connection string of Service Bus or Event Hubs must hold, checked before the SDK sees it: its own messages quote the key. */
final class ServiceBusConnectionString {
    private static final String FORM =
            "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=NAME;" + "SharedAccessKey=***";

    private ServiceBusConnectionString() {}

    /**
     * What is wrong, each to be followed to what the connection string is.
     *
     * @param kind what the entity is: {@code queue}
     * @param entity the entity that it is for; empty where it is not known
     */
    static List<String> faults(Secret text, String kind, Optional<String> entity) {
        ConnectionString parts = new ConnectionString(text);
        List<String> faults = new ArrayList<>();
        if (!parts.isWellFormed()) {
            faults.add("must be NAME=VALUE parts with ';' between them, but a part has no '='; expected " + FORM);
            return faults;
        }
        Optional<URI> endpoint = parts.endpoint();
        if (!parts.has("Endpoint")) {
            faults.add("has no Endpoint; expected " + FORM);
        } else if (endpoint.isEmpty() || !endpoint.get().getScheme().equalsIgnoreCase("sb")) {
            faults.add("has an Endpoint that is not of the form sb://NAMESPACE.servicebus.windows.net/");
        }
        boolean key = parts.has("SharedAccessKey");
        boolean signature = parts.has("SharedAccessSignature");
        if (key && signature) {
            faults.add("has both a SharedAccessKey and a SharedAccessSignature; leave one out");
        } else if (key && !parts.has("SharedAccessKeyName")) {
            faults.add("has a SharedAccessKey but no SharedAccessKeyName; add the policy's name");
        } else if (!key && !signature) {
            faults.add(
                    "has no SharedAccessKey; add SharedAccessKeyName and SharedAccessKey, or a SharedAccessSignature");
        }
        parts.part("EntityPath")
                .filter(path -> entity.isPresent() && !path.equalsIgnoreCase(entity.get()))
                .ifPresent(path -> faults.add("has the EntityPath of another entity than the source's " + kind + " '"
                        + entity.get() + "'; take the namespace's connection string, or that of the " + kind));
        return faults;
    }

    /** What two sources have in common if they take from one entity; names are without case. */
    static Optional<String> identity(Secret text, String entity) {
        return new ConnectionString(text)
                .endpoint()
                .map(uri -> (uri.getHost() + ":" + uri.getPort() + "/" + entity).toLowerCase(Locale.ROOT));
    }
}
