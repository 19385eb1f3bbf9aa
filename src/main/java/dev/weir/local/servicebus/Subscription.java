package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;
import dev.weir.local.sqlfilter.FilterEvaluationException;

/** One subscription of a topic: its rules, and the queue of what they selected. Loop only. */
final class Subscription {
    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

    private final SubscriptionSettings settings;
    private final MessageQueue queue;
    private final Quota share;
    private final Rules rules;

    /**
     * @param share the queue's share of the topic's room
     */
    Subscription(SubscriptionSettings settings, MessageQueue queue, Quota share) {
        this.settings = settings;
        this.queue = queue;
        this.share = share;
        rules = new Rules(settings.rules());
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

    /** Gives back the room of all that it holds: it is no more. */
    void end() {
        share.end();
    }

    SubscriptionDescription describe() {
        return new SubscriptionDescription(
                settings.withRules(rules.all().toArray(RuleSettings[]::new)), queue.counts());
    }
}
