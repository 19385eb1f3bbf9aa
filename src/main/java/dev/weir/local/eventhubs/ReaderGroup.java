package dev.weir.local.eventhubs;

import dev.weir.local.amqp.AmqpError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Who reads one partition in one consumer group: one reader with an epoch, or up to five without.
 *
 * @see <a href="https://learn.microsoft.com/azure/event-hubs/event-hubs-event-processor-host#epoch">Epoch consumers</a>
 */
final class ReaderGroup {
    private static final int MAX_READERS = 5;
    private static final String STOLEN = "amqp:link:stolen";

    private final List<Reader> readers = new ArrayList<>();

    /**
     * Lets a reader in, and ends those that it displaces; or says why not. Of two readers with an epoch the newer one
     * stays when its epoch is not lower.
     */
    Optional<AmqpError> admit(Reader reader) {
        Optional<Reader> owner =
                readers.stream().filter(other -> other.epoch().isPresent()).findFirst();
        Optional<AmqpError> refusal = owner.isPresent() ? refusedBy(owner.get(), reader) : refusedByCount(reader);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (reader.epoch().isPresent()) {
            for (Reader displaced : List.copyOf(readers)) {
                displaced.end(displacement(reader, displaced));
            }
        }
        readers.add(reader);
        return Optional.empty();
    }

    private static Optional<AmqpError> refusedBy(Reader owner, Reader reader) {
        long held = owner.epoch().orElseThrow();
        OptionalLong epoch = reader.epoch();
        if (epoch.isEmpty()) {
            return Optional.of(new AmqpError(
                    STOLEN,
                    "At least one receiver for the endpoint is created with epoch of '" + held
                            + "', and so non-epoch receiver is not allowed. Either reconnect with a higher epoch, or"
                            + " make sure all epoch receivers are closed or disconnected."));
        }
        if (epoch.getAsLong() < held) {
            return Optional.of(new AmqpError(
                    STOLEN,
                    "Receiver '" + owner.name() + "' with a higher epoch '" + held + "' already exists. Receiver '"
                            + reader.name() + "' with epoch " + epoch.getAsLong() + " cannot be created. Make sure"
                            + " you are creating receiver with increasing epoch value to ensure connectivity, or"
                            + " ensure all old epoch receivers are closed or disconnected."));
        }
        return Optional.empty();
    }

    private Optional<AmqpError> refusedByCount(Reader reader) {
        if (reader.epoch().isPresent() || readers.size() < MAX_READERS) {
            return Optional.empty();
        }
        return Optional.of(new AmqpError(
                AmqpError.RESOURCE_LIMIT_EXCEEDED,
                "Exceeded the maximum number of allowed receivers per partition in a consumer group which is "
                        + MAX_READERS + ". List of connected receivers - "
                        + readers.stream().map(Reader::name).collect(Collectors.joining(", ")) + "."));
    }

    private static AmqpError displacement(Reader newer, Reader displaced) {
        return new AmqpError(
                STOLEN,
                "New receiver '" + newer.name() + "' with higher epoch of '"
                        + newer.epoch().orElseThrow() + "' is created hence current receiver '" + displaced.name()
                        + "' with epoch '" + displaced.epoch().orElse(-1) + "' is getting disconnected. If you are"
                        + " recreating the receiver, make sure a higher epoch is used.");
    }

    void leave(Reader reader) {
        readers.remove(reader);
    }

    /** Has every reader deliver what it can. */
    void wake() {
        List.copyOf(readers).forEach(Reader::deliver);
    }

    /** Ends every reader. */
    void end(AmqpError error) {
        List.copyOf(readers).forEach(reader -> reader.end(error));
    }

    int size() {
        return readers.size();
    }
}
