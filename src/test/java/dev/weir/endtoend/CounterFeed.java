package dev.weir.endtoend;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A feed of a queue or a topic. */
final class CounterFeed extends Feed {
    private static final int SESSIONS = 8;

    private final Supplier<ServiceBusSenderAsyncClient> senders;
    private final boolean inSessions;
    private ServiceBusSenderAsyncClient sender;

    /** A feed of a queue. */
    CounterFeed(String connectionString, String queue, int entities, long seed) {
        this(connectionString, builder -> builder.queueName(queue), false, entities, seed);
    }

    private CounterFeed(
            String connectionString,
            UnaryOperator<ServiceBusClientBuilder.ServiceBusSenderClientBuilder> entity,
            boolean inSessions,
            int entities,
            long seed) {
        super(entities, seed);
        this.senders = () -> entity.apply(new ServiceBusClientBuilder()
                        .connectionString(connectionString)
                        .retryOptions(RETRY)
                        .sender())
                .buildAsyncClient();
        this.sender = senders.get();
        this.inSessions = inSessions;
    }

    static CounterFeed ofTopic(String connectionString, String topic, int entities, long seed) {
        return new CounterFeed(connectionString, builder -> builder.topicName(topic), false, entities, seed);
    }

    /** A feed of a queue with sessions, each of several entities. */
    static CounterFeed ofSessions(String connectionString, String queue, int entities, long seed) {
        return new CounterFeed(connectionString, builder -> builder.queueName(queue), true, entities, seed);
    }

    @Override
    void deliver(List<Sent> events) {
        ServiceBusMessageBatch batch = batch();
        for (Sent event : events) {
            ServiceBusMessage message = new ServiceBusMessage(event.body()).setSubject("thing.changed");
            if (inSessions) {
                message.setSessionId("s" + Math.floorMod(event.entity().hashCode(), SESSIONS));
            }
            if (!batch.tryAddMessage(message)) {
                send(batch);
                batch = batch();
                batch.tryAddMessage(message);
            }
        }
        send(batch);
    }

    private ServiceBusMessageBatch batch() {
        return withLink(() -> sender.createMessageBatch());
    }

    private void send(ServiceBusMessageBatch batch) {
        overLink(() -> sender.sendMessages(batch));
    }

    @Override
    void renew() {
        sender.close();
        sender = senders.get();
    }

    @Override
    public void close() {
        sender.close();
    }
}
