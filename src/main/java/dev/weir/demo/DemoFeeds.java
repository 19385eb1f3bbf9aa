package dev.weir.demo;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * The demo's feeds, sent with the official SDK: builds and vehicles of three organisations. One thread steps the
 * simulations and owns the outboxes; what {@link #sent} returns may be read on any.
 */
public final class DemoFeeds implements AutoCloseable {
    /** Where builds go. */
    public static final String CI_QUEUE = CiFeed.QUEUE;
    /** Where positions go. */
    public static final String FLEET_QUEUE = FleetFeed.QUEUE;

    private static final Logger LOG = Logger.getLogger(DemoFeeds.class);
    /** A machine that slept does not send what it slept through. */
    private static final Duration LONGEST_TICK = Duration.ofMillis(500);

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Clock clock;
    private final long seed;
    private final Map<String, LongAdder> sent = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "demo-feeds");
        daemon.setDaemon(true);
        return daemon;
    });
    private final List<ServiceBusSenderAsyncClient> senders = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private Instant last = Instant.MIN;

    private record Line(Feed feed, Outbox outbox) {}

    public DemoFeeds(Clock clock, long seed) {
        this.clock = clock;
        this.seed = seed;
        tenants().forEach(tenant -> sent.put(tenant, new LongAdder()));
    }

    /** The organisations that the feeds have events of, sorted. */
    public static List<String> tenants() {
        return Organization.ALL.stream().map(Organization::login).sorted().toList();
    }

    /** How many events of the tenant the broker has taken since the start; 0 for a tenant that the demo hasn't. */
    public long sent(String tenant) {
        LongAdder adder = sent.get(tenant);
        return adder == null ? 0 : adder.sum();
    }

    /** Begins to send; called once. A broker that isn't there is waited for. */
    public void start(String connectionString) {
        last = clock.instant();
        ServiceBusClientBuilder connection = new ServiceBusClientBuilder().connectionString(connectionString);
        addLine(new CiFeed(Organization.ALL, last, seed), connection);
        addLine(new FleetFeed(Organization.ALL, last, seed), connection);
        var unused = thread.scheduleAtFixedRate(this::tick, 0, Feed.STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void addLine(Feed feed, ServiceBusClientBuilder connection) {
        ServiceBusSenderAsyncClient sender =
                connection.sender().queueName(feed.queue()).buildAsyncClient();
        senders.add(sender);
        Outbox.Channel channel = batch -> sender.sendMessages(
                        batch.stream().map(DemoFeeds::message).toList())
                .toFuture();
        lines.add(new Line(feed, new Outbox(feed.queue(), channel, this::onThread, this::count)));
    }

    private void count(FeedMessage message) {
        sent.computeIfAbsent(message.tenant(), tenant -> new LongAdder()).increment();
    }

    private static ServiceBusMessage message(FeedMessage message) {
        ServiceBusMessage outgoing = new ServiceBusMessage(BinaryData.fromBytes(message.body()))
                .setMessageId(message.id())
                .setContentType(message.contentType());
        return message.subject().isEmpty() ? outgoing : outgoing.setSubject(message.subject());
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("An answer of the broker came after the feeds had stopped");
        }
    }

    private void tick() {
        Instant now = clock.instant();
        Duration elapsed = Duration.between(last, now);
        last = now;
        Duration step = elapsed.compareTo(LONGEST_TICK) < 0 ? elapsed : LONGEST_TICK;
        try {
            for (Line line : lines) {
                if (line.outbox().hasRoom() && !step.isNegative()) {
                    line.outbox().add(line.feed().advance(step));
                }
                line.outbox().flush(now);
            }
        } catch (RuntimeException e) {
            // Thrown on, it would end the schedule without a word.
            LOG.error("The demo's feed failed in a step; it goes on with the next", e);
        }
    }

    /** Stops sending; what is not sent yet is dropped. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("The demo's feed did not stop within %s", CLOSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        senders.forEach(ServiceBusSenderAsyncClient::close);
    }
}
