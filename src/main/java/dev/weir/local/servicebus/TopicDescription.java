package dev.weir.local.servicebus;

import java.util.Map;

/**
 * A topic at one moment.
 *
 * @param settings what it was created with
 * @param subscriptions what each subscription holds, by name
 */
public record TopicDescription(TopicSettings settings, Map<String, QueueCounts> subscriptions) {}
