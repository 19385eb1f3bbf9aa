package dev.weir.local.amqp;

import java.util.Optional;

/** What takes the messages that a client sends. All calls come on the loop. */
@FunctionalInterface
public interface InletHandler {
    /** The message format of a batch: each Data section holds one encoded message. */
    int BATCH_FORMAT = 0x80013700;

    /**
     * A message has arrived whole.
     *
     * @param format the message format of its transfer
     * @param message its sections, encoded; the handler may keep the array
     * @return empty when it was accepted, else why it was rejected
     * @throws MalformedValueException when the sections cannot be read
     */
    Optional<AmqpError> receive(int format, byte[] message);

    /** The link has ended. */
    default void closed() {}
}
