package dev.weir.local.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.util.IterableStream;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.eventhubs.LocalEventHubs;
import dev.weir.local.servicebus.LocalServiceBus;
import dev.weir.local.servicebus.QueueSettings;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What real clients say, changed at random, hurts nobody but the connection on which it is said. {@code
 * -Dweir.fuzz.frames=1000000} sets how many frames; {@code -Dweir.fuzz.seed} repeats a run.
 */
class AmqpFuzzTest {
    private static final int FRAMES = Integer.getInteger("weir.fuzz.frames", 20_000);
    private static final int SOCKETS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long seed = Long.getLong("weir.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Mutation mutation = new Mutation(random);
    private final ListenerSettings settings = new ListenerSettings("127.0.0.1", 0, 1 << 20, 100, 100);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Handler failed = new FailureHandler();
    private Loop loop;
    private LocalServiceBus serviceBus;
    private AmqpListener listener;
    private List<Service> services;
    private List<List<byte[]>> recorded;

    @BeforeEach
    void record() throws IOException {
        loop = new Loop(Clock.systemUTC());
        serviceBus = new LocalServiceBus(loop, name -> name.equals("telemetry"));
        serviceBus.createQueue(QueueSettings.of("orders").withLimits(10_000, 16 << 20));
        serviceBus.createQueue(QueueSettings.of("chats").withSessions().withLimits(10_000, 16 << 20));
        LocalEventHubs eventHubs = new LocalEventHubs(loop, name -> name.equals("orders") || name.equals("chats"));
        eventHubs.createHub(HubSettings.of("telemetry", 2));
        services = List.of(serviceBus, eventHubs);
        listener = new AmqpListener(settings, loop, services);
        listener.start();
        Logger.getLogger(Loop.class.getName()).addHandler(failed);
        try (RecordingProxy proxy = new RecordingProxy(listener.port())) {
            talk(connectionString(proxy.port()));
            recorded = proxy.frames();
        }
        assertThat(recorded.size()).as("recorded connections").isGreaterThan(3);
    }

    @AfterEach
    void stop() {
        Logger.getLogger(Loop.class.getName()).removeHandler(failed);
        listener.close();
        loop.close();
    }

    @Test
    void changedFramesCrashNothingAndLeakNothing() {
        UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
        Deque<WeakReference<Object>> peers = new ArrayDeque<>();
        int frames = 0;

        while (frames < FRAMES) {
            frames += converse(buffers, peers);
            assertThat(failures).as("seed %d, after %d frames", seed, frames).isEmpty();
        }

        assertThat(buffers.metric().usedDirectMemory())
                .as("seed %d: direct bytes", seed)
                .isZero();
        assertThat(buffers.metric().usedHeapMemory())
                .as("seed %d: heap bytes", seed)
                .isZero();
        await("seed " + seed + ": connections are forgotten").atMost(PATIENCE).until(() -> {
            System.gc();
            return peers.stream().filter(peer -> peer.get() != null).count() <= 1;
        });
        assertServes();
    }

    @Test
    void changedFramesOverSocketsCrashNothing() throws IOException {
        for (int i = 0; i < SOCKETS; i++) {
            List<byte[]> frames = mutation.of(recorded.get(random.nextInt(recorded.size())));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
                socket.setSoTimeout(20);
                for (byte[] frame : frames) {
                    socket.getOutputStream().write(frame);
                }
                socket.getInputStream().read(new byte[64 * 1024]);
            } catch (SocketTimeoutException nothingToSay) {
                // It waits for the rest of a frame.
            } catch (IOException closed) {
                // It has closed the connection, as it should.
            }
        }

        assertThat(failures).as("seed %d", seed).isEmpty();
        assertServes();
    }

    /** One connection's life; returns how many frames it said. */
    private int converse(UnpooledByteBufAllocator buffers, Deque<WeakReference<Object>> peers) {
        List<byte[]> frames = mutation.of(recorded.get(random.nextInt(recorded.size())));
        EmbeddedChannel channel = loop.call(() -> {
            EmbeddedChannel opened = new EmbeddedChannel();
            opened.config().setAllocator(buffers);
            Peer peer = new Peer(opened, settings, loop, new Router(services), new AmqpFaults(Clock.systemUTC()));
            opened.pipeline().addLast(peer);
            opened.pipeline().fireChannelActive();
            peers.add(new WeakReference<>(peer));
            return opened;
        });
        if (peers.size() > 50) {
            peers.remove();
        }
        // In three goes, so that what is put off to the end of a pass happens in the midst of it.
        int part = Math.max(1, frames.size() / 3);
        for (int start = 0; start < frames.size(); start += part) {
            List<byte[]> said = frames.subList(start, Math.min(frames.size(), start + part));
            loop.call(() -> {
                for (byte[] frame : said) {
                    if (channel.isOpen()) {
                        channel.writeInbound(Unpooled.wrappedBuffer(frame));
                    }
                }
                return said;
            });
        }
        loop.call(() -> {
            channel.close();
            return channel;
        });
        // What was put off comes after the close, too.
        loop.call(channel::finishAndReleaseAll);
        return frames.size();
    }

    /** Clients that behave are served as before. */
    private void assertServes() {
        serviceBus.createQueue(QueueSettings.of("after"));
        try (ServiceBusSenderClient sender = clients(connectionString(listener.port()))
                        .sender()
                        .queueName("after")
                        .buildClient();
                ServiceBusReceiverClient receiver = clients(connectionString(listener.port()))
                        .receiver()
                        .queueName("after")
                        .disableAutoComplete()
                        .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("still there"));

            ServiceBusReceivedMessage message =
                    receiver.receiveMessages(1, PATIENCE).stream().findFirst().orElseThrow();

            assertThat(message.getBody().toString()).isEqualTo("still there");
            receiver.complete(message);
        }
    }

    /** A bit of all that clients do. */
    private static void talk(String connectionString) {
        ServiceBusClientBuilder clients = clients(connectionString);
        try (ServiceBusSenderClient sender =
                        clients.sender().queueName("orders").buildClient();
                ServiceBusReceiverClient receiver = clients.receiver()
                        .queueName("orders")
                        .disableAutoComplete()
                        .buildClient()) {
            for (int i = 0; i < 5; i++) {
                sender.sendMessage(new ServiceBusMessage("order " + i).setSubject("new"));
            }
            sender.cancelScheduledMessage(sender.scheduleMessage(
                    new ServiceBusMessage("later"), OffsetDateTime.now().plusHours(1)));
            receiver.peekMessage();
            // A call ends when the next message is a second late.
            List<ServiceBusReceivedMessage> messages = new ArrayList<>();
            for (int calls = 0; calls < 4 && messages.size() < 4; calls++) {
                receiver.receiveMessages(4 - messages.size(), PATIENCE).forEach(messages::add);
            }
            receiver.renewMessageLock(messages.get(0));
            receiver.complete(messages.get(0));
            receiver.abandon(messages.get(1));
            receiver.deadLetter(messages.get(2));
            receiver.defer(messages.get(3));
            receiver.receiveDeferredMessage(messages.get(3).getSequenceNumber());
        }
        ServiceBusClientBuilder others = clients(connectionString);
        try (ServiceBusSenderClient sender = others.sender().queueName("chats").buildClient();
                ServiceBusSessionReceiverClient sessions = others.sessionReceiver()
                        .queueName("chats")
                        .disableAutoComplete()
                        .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("hello").setSessionId("ann"));
            try (ServiceBusReceiverClient session = sessions.acceptSession("ann")) {
                session.setSessionState(new byte[] {1});
                session.getSessionState();
                session.renewSessionLock();
                session.receiveMessages(1, PATIENCE).forEach(session::complete);
            }
        }
        EventHubClientBuilder hubs = new EventHubClientBuilder()
                .connectionString(connectionString, "telemetry")
                .consumerGroup(EventHubClientBuilder.DEFAULT_CONSUMER_GROUP_NAME);
        try (EventHubProducerClient producer = hubs.buildProducerClient();
                EventHubConsumerClient consumer = hubs.buildConsumerClient()) {
            producer.send(List.of(new EventData("one"), new EventData("two")), new SendOptions().setPartitionId("0"));
            producer.getPartitionProperties("0");
            IterableStream<PartitionEvent> events =
                    consumer.receiveFromPartition("0", 2, EventPosition.fromEnqueuedTime(Instant.EPOCH), PATIENCE);
            assertThat(events.stream().count()).isEqualTo(2);
        }
    }

    private static ServiceBusClientBuilder clients(String connectionString) {
        return new ServiceBusClientBuilder()
                .connectionString(connectionString)
                .retryOptions(new AmqpRetryOptions().setMaxRetries(1).setTryTimeout(PATIENCE));
    }

    private static String connectionString(int port) {
        return "Endpoint=sb://127.0.0.1:" + port
                + ";SharedAccessKeyName=any;SharedAccessKey=any;UseDevelopmentEmulator=true;";
    }

    private final class FailureHandler extends Handler {
        @Override
        public void publish(LogRecord failure) {
            if (failure.getLevel().intValue() >= Level.WARNING.intValue()) {
                Throwable thrown = failure.getThrown();
                failures.add(failure.getMessage()
                        + (thrown == null ? "" : ": " + thrown + " at " + thrown.getStackTrace()[0]));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
