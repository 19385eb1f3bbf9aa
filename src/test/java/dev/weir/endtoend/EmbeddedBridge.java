package dev.weir.endtoend;

import dev.weir.azure.AmqpAccess;
import dev.weir.azure.AmqpTransport;
import dev.weir.local.LocalServices;
import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.Bridge;
import dev.weir.pipeline.BridgeSettings;
import dev.weir.pipeline.CoreThread;
import dev.weir.pipeline.Judge;
import dev.weir.publish.Hub;
import dev.weir.publish.PublishSettings;
import dev.weir.rules.RuleSet;
import dev.weir.rules.RulesFile;
import dev.weir.rules.RulesLoader;
import dev.weir.rules.RulesSettings;
import dev.weir.source.DeliverySink;
import dev.weir.source.EventDecoder;
import dev.weir.source.servicebus.ServiceBusEntity;
import dev.weir.source.servicebus.ServiceBusSettings;
import dev.weir.source.servicebus.ServiceBusSource;
import dev.weir.webpubsub.WebPubSubAccess;
import dev.weir.webpubsub.WebPubSubSettings;
import dev.weir.webpubsub.WebPubSubTransport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The bridge in the test's own process: the core on its thread, and both adapters over real sockets. */
final class EmbeddedBridge implements AutoCloseable {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final CoreThread core = new CoreThread();
    private final ServiceBusSource source;

    private EmbeddedBridge(
            LocalServices services, int requestsPerSecond, RuleSet rules, UnaryOperator<DeliverySink> before) {
        WeirMetrics metrics = new WeirMetrics(registry);
        Bridge bridge = new Bridge(
                new BridgeSettings(1000, 1_000_000, Duration.ofSeconds(2), 10_000),
                core,
                new Judge(
                        Map.of("things", new EventDecoder(EventDecoder.Settings.DEFAULT)),
                        () -> rules,
                        metrics,
                        core::wallMillis),
                hub -> new Hub(
                        new PublishSettings(requestsPerSecond, 8, 5, Duration.ofMillis(50), Duration.ofSeconds(2)),
                        new WebPubSubTransport(
                                new WebPubSubSettings(
                                        WebPubSubAccess.of(
                                                services.connectionStrings().webPubSub(), Optional.empty()),
                                        hub,
                                        8,
                                        Duration.ofSeconds(10)),
                                vertx)),
                metrics,
                new Random(1));
        source = new ServiceBusSource(
                ServiceBusSettings.of(
                                "things",
                                new AmqpAccess.ByConnectionString(
                                        services.connectionStrings().serviceBus(), AmqpTransport.TCP),
                                new ServiceBusEntity.Queue("things"))
                        .withCredit(500, 64 << 20),
                before.apply(bridge));
    }

    static EmbeddedBridge start(LocalServices services, int requestsPerSecond) {
        RuleSet rules = RulesLoader.load(
                        List.of(new RulesFile("things.yaml", Project.RULES)),
                        new RulesSettings("updates", Optional.empty()))
                .rules()
                .orElseThrow();
        return start(services, requestsPerSecond, rules, UnaryOperator.identity());
    }

    /** With other rules, and with something that sees each delivery before the bridge does. */
    static EmbeddedBridge start(
            LocalServices services, int requestsPerSecond, RuleSet rules, UnaryOperator<DeliverySink> before) {
        EmbeddedBridge bridge = new EmbeddedBridge(services, requestsPerSecond, rules, before);
        bridge.source.start();
        return bridge;
    }

    double received() {
        return sum("weir.events.received");
    }

    double settled() {
        return sum("weir.events.settled");
    }

    private double sum(String name) {
        return registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void close() {
        source.stop();
        source.close();
        core.close();
        vertx.close();
    }
}
