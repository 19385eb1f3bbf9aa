package dev.weir.app;

import dev.weir.coalesce.StateStore;
import dev.weir.metrics.WeirMetrics;
import dev.weir.pipeline.Bridge;
import dev.weir.pipeline.BridgeSettings;
import dev.weir.pipeline.CoreThread;
import dev.weir.pipeline.DrainResult;
import dev.weir.pipeline.Judge;
import dev.weir.publish.Hub;
import dev.weir.publish.Hubs;
import dev.weir.publish.PublishSettings;
import dev.weir.publish.Transport;
import dev.weir.source.EventDecoder;
import dev.weir.source.PayloadDecoder;
import dev.weir.source.ScopeLag;
import dev.weir.source.Source;
import dev.weir.state.RedisStateStore;
import dev.weir.webpubsub.WebPubSubAccess;
import dev.weir.webpubsub.WebPubSubSettings;
import dev.weir.webpubsub.WebPubSubTransport;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Puts the bridge together, starts it with the container, and drains it when the container stops. */
@ApplicationScoped
class BridgeLifecycle {
    private static final Logger LOG = Logger.getLogger(BridgeLifecycle.class);
    private static final Duration TAIL_AFTER = Duration.ofSeconds(2);
    /** The part of a drain that is kept for the broker's answers to what is given back. */
    private static final int GRACE_PART = 5;

    private final Configuration configuration;
    private final CoreThread core = new CoreThread();
    private final Bridge bridge;
    private final RulesWatch rules;
    private final Optional<StateStore> states;
    private final BridgeSources adapters;
    private final List<Source> sources;
    private final Optional<DryRun> dryRun;
    private final MeterRegistry registry;
    private volatile boolean started;
    private volatile boolean draining;

    @Inject
    BridgeLifecycle(MeterRegistry registry, Vertx vertx) {
        Launch launch = Launch.current();
        configuration = launch.configuration();
        Configuration.WebPubSub webPubSub = configuration.webPubSub();
        Identity identity = new Identity(vertx);
        // The container's registry has closed, and forgotten its counts, when the last report is due.
        MeterRegistry figures = launch.dryRun().isPresent() ? new SimpleMeterRegistry() : registry;
        WeirMetrics metrics = new WeirMetrics(
                launch.dryRun().isPresent()
                        ? new CompositeMeterRegistry(Clock.SYSTEM, List.of(registry, figures))
                        : registry,
                hub -> webPubSub.hub(hub).pricePerMillionUnits());
        Map<String, EventDecoder> decoders = configuration.sources().stream()
                .collect(Collectors.toMap(Configuration.Source::name, source -> decoder(source, launch.decoders())));
        states = states(launch, vertx);
        bridge = new Bridge(
                new BridgeSettings(
                        webPubSub.maxBatchUpdates(),
                        webPubSub.maxBatchBytes(),
                        TAIL_AFTER,
                        configuration.coalesce().entities(),
                        configuration.coalesce().bytes(),
                        configuration.coalesce().late()),
                core,
                new Judge(decoders, launch.rules(), metrics, core::wallMillis),
                hubs(webPubSub, launch, identity, vertx),
                metrics,
                new SecureRandom(),
                states);
        rules = new RulesWatch(launch.rules(), metrics, bridge::rulesChanged);
        adapters = new BridgeSources(launch, vertx, identity, bridge, core);
        sources = configuration.sources().stream().map(adapters::source).toList();
        sources.forEach(bridge::add);
        dryRun = launch.dryRun();
        this.registry = figures;
        dryRun.ifPresent(dry -> vertx.setPeriodic(dry.every().toMillis(), timer -> dry.report(figures, false)));
    }

    /** Their clients are made now: on the core's thread, the first event of each hub would wait for its client's classes. */
    private static Hubs hubs(Configuration.WebPubSub webPubSub, Launch launch, Identity identity, Vertx vertx) {
        Map<String, Hub> hubs = new HashMap<>();
        webPubSub.hubs().forEach((name, hub) -> {
            PublishSettings settings = new PublishSettings(
                    hub.requestsPerSecond(),
                    hub.concurrency(),
                    hub.retry().attempts(),
                    hub.retry().firstWait(),
                    hub.retry().maxWait(),
                    hub.sharing());
            Optional<Transport> dry = launch.dryRun().map(run -> run);
            hubs.put(name, new Hub(settings, dry.orElseGet(() -> transport(hub, identity, vertx))));
        });
        return new Hubs() {
            @Override
            public boolean has(String name) {
                return hubs.containsKey(name);
            }

            @Override
            public Hub hub(String name) {
                Hub hub = hubs.get(name);
                if (hub == null) {
                    throw new IllegalArgumentException("There is no hub '" + name + "' in the configuration");
                }
                return hub;
            }
        };
    }

    private static Transport transport(Configuration.Hub hub, Identity identity, Vertx vertx) {
        WebPubSubAccess access = hub.access() instanceof Configuration.HubAccess.ByConnectionString keys
                ? WebPubSubAccess.of(keys.primary().value(), keys.secondary().map(Secret::value))
                : new WebPubSubAccess.ByIdentity(
                        ((Configuration.HubAccess.ByIdentity) hub.access()).endpoint(), identity.get());
        return new WebPubSubTransport(
                new WebPubSubSettings(access, hub.hub(), hub.concurrency(), hub.attemptTimeout()), vertx);
    }

    /** A dry run has none: what it seems to publish must not count as published. */
    private static Optional<StateStore> states(Launch launch, Vertx vertx) {
        if (launch.dryRun().isPresent()) {
            return Optional.empty();
        }
        if (launch.configuration().states() instanceof Configuration.States.InRedis redis) {
            return Optional.of(new RedisStateStore(vertx, redis.url().value()));
        }
        return launch.stateFile().map(file -> file);
    }

    private static EventDecoder decoder(Configuration.Source source, List<PayloadDecoder> decoders) {
        return new EventDecoder(
                new EventDecoder.Settings(
                        source.maxEventBytes(), EventDecoder.Settings.DEFAULT.maxEvents(), source.typeProperties()),
                decoders);
    }

    void start(@Observes StartupEvent event) {
        sources.forEach(Source::start);
        rules.start(configuration.rules().reload());
        started = true;
    }

    void drain(@Observes ShutdownEvent event) {
        draining = true;
        rules.close();
        Duration whole = configuration.drainTimeout();
        Duration grace = whole.dividedBy(GRACE_PART);
        long giveBackAt = System.nanoTime() + whole.minus(grace).toNanos();
        LOG.infof("Draining: taking no more, publishing and settling what is held within %d s", whole.toSeconds());
        CompletableFuture<?>[] stopped = sources.stream()
                .map(source -> source.stop().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        try {
            DrainResult result = CompletableFuture.allOf(stopped)
                    .thenCompose(nothing ->
                            bridge.drain(Duration.ofNanos(Math.max(0, giveBackAt - System.nanoTime())), grace))
                    .get(whole.toMillis(), TimeUnit.MILLISECONDS);
            if (result.isClean()) {
                LOG.info("Drained");
            } else {
                LOG.warnf(
                        "Drained, but %d deliveries were given back unsettled, and of %d more it is not known; the broker will"
                                + " hand them out again",
                        result.givenBack(), result.left());
            }
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("Not all that was held could be settled in time; the broker will hand it out again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sources.forEach(Source::close);
        adapters.close();
        core.close();
        states.ifPresent(StateStore::close);
        dryRun.ifPresent(dry -> dry.report(registry, true));
    }

    Bridge bridge() {
        return bridge;
    }

    boolean isStarted() {
        return started;
    }

    /** What is broken beyond mending; empty while nothing is. */
    String failure() {
        return core.failure();
    }

    /** How far behind each partition and session is. */
    List<ScopeLag> lag() {
        return bridge.lag();
    }

    /** How many messages wait at the broker, by partition, where it tells. */
    Map<String, Long> backlog(String source) {
        return bridge.control().backlog(source);
    }

    /** What keeps events from flowing, and what to do about it. */
    List<String> trouble() {
        if (draining) {
            return List.of("the bridge is draining");
        }
        Stream<String> ofSources = bridge.control().trouble().stream();
        return Stream.concat(ofSources, bridge.trouble().stream()).toList();
    }

    /** What needs a look, though events flow. */
    List<String> warnings() {
        return Stream.concat(bridge.control().warnings().stream(), rules.trouble().stream())
                .toList();
    }
}
