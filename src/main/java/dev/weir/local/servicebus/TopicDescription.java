package dev.weir.local.servicebus;

import java.util.List;

/**
 * A topic at one moment.
 *
 * @param settings what it was created with
 * @param scheduled messages whose time has not come, so that no subscription has them yet
 * @param subscriptions those that it has now, in the order in which they were created
 */
public record TopicDescription(TopicSettings settings, int scheduled, List<SubscriptionDescription> subscriptions) {
    public TopicDescription {
        subscriptions = List.copyOf(subscriptions);
    }
}
