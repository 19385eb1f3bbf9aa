package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.sqlfilter.FilterEvaluationException;

/** One subscription of a topic: its rules, and the queue of what they selected. Loop only. */
final class Subscription {
    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

    private final SubscriptionSettings settings;
    private final MessageQueue queue;
    private final Rules rules;

    Subscription(SubscriptionSettings settings, MessageQueue queue) {
        this.settings = settings;
        this.queue = queue;
        rules = new Rules(settings.rules());
    }

    SubscriptionSettings settings() {
        return settings;
    }

    MessageQueue queue() {
        return queue;
    }

    Rules rules() {
        return rules;
    }

    /** Takes what its rules make of a message. The sender hears of no failure: it has the topic's word already. */
    void offer(SentMessage message) {
        Rules.Selection selection = rules.select(message);
        if (!selection.copies().isEmpty()) {
            queue.enqueue(selection.copies()).ifPresent(this::warn);
        }
        if (selection.failure().isPresent()) {
            FilterEvaluationException failure = selection.failure().get();
            if (settings.deadLetteringOnFilterExceptions()) {
                queue.enqueueDeadLetter(
                                message,
                                DeadLetters.because("FilterEvaluationException", String.valueOf(failure.getMessage())))
                        .ifPresent(this::warn);
            } else {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> "a rule of " + queue.path() + " failed on a message: " + failure.getMessage());
            }
        }
    }

    private void warn(AmqpError error) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "a message of a topic is lost to " + queue.path() + ": " + error.description());
    }

    /** What it holds now. */
    QueueCounts counts() {
        return queue.counts();
    }
}
