package dev.weir.local.servicebus;

import dev.weir.local.amqp.EncodedValue;
import dev.weir.local.amqp.Loop;
import java.util.Map;
import java.util.Optional;

/**
 * How deliveries of one queue end: settled by the receiver, while it holds the lock, or counted and given back. All ways
 * to settle return false when the lock was lost. Loop only.
 */
final class Settlements {
    private final EntitySettings settings;
    private final Quota quota;
    private final Optional<Departures> departures;
    private final Contents contents;
    private final Loop loop;
    private final Runnable expireDue;
    private final Runnable stir;

    /**
     * @param departures empty for dead letters, which stay where they are
     * @param expireDue ends the locks whose time is up
     * @param stir tells that a message may have become available
     */
    Settlements(
            EntitySettings settings,
            Quota quota,
            Optional<Departures> departures,
            Contents contents,
            Loop loop,
            Runnable expireDue,
            Runnable stir) {
        this.settings = settings;
        this.quota = quota;
        this.departures = departures;
        this.contents = contents;
        this.loop = loop;
        this.expireDue = expireDue;
        this.stir = stir;
    }

    /** Removes the message. */
    boolean complete(PeekLock lock) {
        if (!giveBack(lock)) {
            return false;
        }
        quota.give(lock.message().size());
        return true;
    }

    /** Makes the message available again, with these properties. */
    boolean abandon(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        change(lock.message(), properties);
        returnAfterDelivery(lock.message());
        stir.run();
        return true;
    }

    /** Puts the message aside until it is asked for by its sequence number. */
    boolean defer(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        change(lock.message(), properties);
        lock.message().become(MessageState.DEFERRED);
        contents.put(lock.message());
        return true;
    }

    /** Makes the message available again as if it had not been delivered. */
    boolean release(PeekLock lock) {
        if (!giveBack(lock)) {
            return false;
        }
        contents.put(lock.message());
        stir.run();
        return true;
    }

    /** Moves the message to the dead letters; a dead letter stays where it is, with the properties. */
    boolean deadLetter(PeekLock lock, Map<String, EncodedValue> properties) {
        if (!giveBack(lock)) {
            return false;
        }
        bury(lock.message(), properties);
        return true;
    }

    private boolean giveBack(PeekLock lock) {
        if (lock.until() <= loop.now()) {
            expireDue.run();
        }
        return contents.giveBack(lock);
    }

    private void change(Message message, Map<String, EncodedValue> properties) {
        quota.resize(message.change(properties));
    }

    /** A delivery has ended without being settled: it counts, and the message is available again or was the last one. */
    void returnAfterDelivery(Message message) {
        int deliveries = message.countDelivery();
        if (departures.isPresent() && deliveries >= settings.maxDeliveryCount()) {
            bury(message, DeadLetters.deliveredTooOften(deliveries));
        } else {
            contents.put(message);
        }
    }

    /** Makes a dead letter of a message that is nowhere. */
    void bury(Message message, Map<String, EncodedValue> properties) {
        if (departures.isPresent()) {
            departures.get().bury(message, properties);
        } else {
            adopt(message, properties);
        }
    }

    /** Takes in a dead letter, whose room it has already. */
    void adopt(Message message, Map<String, EncodedValue> properties) {
        change(message, properties);
        message.become(MessageState.ACTIVE);
        contents.put(message);
        stir.run();
    }
}
