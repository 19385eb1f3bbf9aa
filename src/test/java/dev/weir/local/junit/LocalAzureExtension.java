package dev.weir.local.junit;

import dev.weir.local.ConnectionStrings;
import dev.weir.local.LocalServices;
import dev.weir.local.control.LocalClock;
import dev.weir.local.eventhubs.HubSettings;
import dev.weir.local.servicebus.QueueSettings;
import dev.weir.local.servicebus.TopicSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts what {@link LocalAzure} asks for when a parameter first needs it; JUnit closes it with its context. */
final class LocalAzureExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(LocalAzureExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalServices.class || type == ConnectionStrings.class || type == LocalClock.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LocalServices services = services(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == ConnectionStrings.class) {
            return services.connectionStrings();
        }
        return type == LocalClock.class ? services.clock() : services;
    }

    private static LocalServices services(ExtensionContext context) {
        Optional<LocalAzure> ofMethod =
                context.getTestMethod().flatMap(method -> AnnotationSupport.findAnnotation(method, LocalAzure.class));
        LocalAzure wanted = ofMethod.or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), LocalAzure.class, context.getEnclosingTestClasses()))
                .orElseThrow(() -> new ParameterResolutionException("there is no @LocalAzure on the test method or on "
                        + context.getRequiredTestClass().getName()));
        boolean shared = ofMethod.isEmpty() && wanted.life() == LocalAzure.Life.CLASS;
        if (!shared && context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "@LocalAzure with a life of METHOD has no services outside of a test;"
                            + " use life = CLASS, or ask for them in the test or in @BeforeEach");
        }
        // A store asks its parents for a key first, so what is shared must not have the key of what is a test's own.
        return (shared ? outermostClass(context) : context)
                .getStore(NAMESPACE)
                .computeIfAbsent(shared ? wanted : LocalServices.class, key -> start(wanted), LocalServices.class);
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext found = context;
        while (found.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            found = found.getParent().orElseThrow();
        }
        return found;
    }

    private static LocalServices start(LocalAzure wanted) {
        LocalServices.Builder builder = LocalServices.builder();
        for (String queue : wanted.queues()) {
            builder.queue(settings(queue, wanted));
        }
        for (String queue : wanted.sessionQueues()) {
            builder.queue(settings(queue, wanted).withSessions());
        }
        for (String topic : wanted.topics()) {
            builder.topic(TopicSettings.parse(topic));
        }
        for (String hub : wanted.hubs()) {
            builder.hub(HubSettings.parse(hub));
        }
        return builder.start();
    }

    private static QueueSettings settings(String name, LocalAzure wanted) {
        return QueueSettings.of(name)
                .withLockDuration(Duration.parse(wanted.lockDuration()))
                .withMaxDeliveryCount(wanted.maxDeliveryCount());
    }
}
