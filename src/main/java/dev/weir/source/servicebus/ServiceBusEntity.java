package dev.weir.source.servicebus;

import com.azure.messaging.servicebus.ServiceBusClientBuilder.ServiceBusReceiverClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder.ServiceBusSessionReceiverClientBuilder;

/** What a source takes from. Immutable. */
public sealed interface ServiceBusEntity {

    /** A queue. */
    record Queue(String name) implements ServiceBusEntity {
        @Override
        public String toString() {
            return "queue '" + name + "'";
        }
    }

    /** A topic's subscription. */
    record Subscription(String topic, String name) implements ServiceBusEntity {
        @Override
        public String toString() {
            return "subscription '" + name + "' of topic '" + topic + "'";
        }
    }

    /** The setting that names it, for what to do about a wrong one. */
    default String setting() {
        return this instanceof Queue ? "'queue'" : "'topic' and 'subscription'";
    }

    /** Makes a receiver one of this entity. */
    default ServiceBusReceiverClientBuilder applyTo(ServiceBusReceiverClientBuilder builder) {
        if (this instanceof Subscription subscription) {
            return builder.topicName(subscription.topic()).subscriptionName(subscription.name());
        }
        return builder.queueName(((Queue) this).name());
    }

    /** Makes a receiver of sessions one of this entity. */
    default ServiceBusSessionReceiverClientBuilder applyTo(ServiceBusSessionReceiverClientBuilder builder) {
        if (this instanceof Subscription subscription) {
            return builder.topicName(subscription.topic()).subscriptionName(subscription.name());
        }
        return builder.queueName(((Queue) this).name());
    }
}
