package dev.weir.deploy;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * KEDA's kinds as far as they are in use, and the metadata that its two Azure scalers know.
 *
 * <p>Looked up in {@code kedacore/keda} at commit {@code 8b4f083} (August 2026): {@code apis/keda/v1alpha1/*_types.go},
 * {@code pkg/scalers/azure_servicebus_scaler.go}, {@code pkg/scalers/azure_eventhub_scaler.go} and
 * {@code pkg/scalers/azure/azure_eventhub*.go}.
 */
final class Keda {
    static final Map<String, Set<String>> TRIGGER_METADATA = Map.of(
            "azure-servicebus",
            Set.of(
                    "messageCount",
                    "activationMessageCount",
                    "queueName",
                    "topicName",
                    "subscriptionName",
                    "namespace",
                    "useRegex",
                    "operation",
                    "cloud",
                    "endpointSuffix"),
            "azure-eventhub",
            Set.of(
                    "unprocessedEventThreshold",
                    "activationUnprocessedEventThreshold",
                    "stalePartitionInfoThreshold",
                    "consumerGroup",
                    "storageAccountName",
                    "blobContainer",
                    "eventHubNamespace",
                    "eventHubName",
                    "checkpointStrategy",
                    "cloud",
                    "endpointSuffix",
                    "storageEndpointSuffix"));

    /** What the Event Hubs scaler wants when an identity, not a connection string, lets it in. */
    static final Set<String> WANTED_WITH_IDENTITY = Set.of("eventHubNamespace", "eventHubName", "storageAccountName");

    private Keda() {}

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObjectSpec spec) {}

    record ScaledObjectSpec(
            ScaleTarget scaleTargetRef,
            Integer pollingInterval,
            Integer initialCooldownPeriod,
            Integer cooldownPeriod,
            Integer idleReplicaCount,
            Integer minReplicaCount,
            Integer maxReplicaCount,
            Advanced advanced,
            List<Trigger> triggers,
            Fallback fallback) {}

    record ScaleTarget(String name, String apiVersion, String kind, String envSourceContainerName) {}

    record Advanced(Autoscaler horizontalPodAutoscalerConfig, Boolean restoreToOriginalReplicaCount) {}

    record Autoscaler(Behavior behavior, String name) {}

    record Behavior(Scaling scaleUp, Scaling scaleDown) {}

    record Scaling(Integer stabilizationWindowSeconds, String selectPolicy, List<Policy> policies) {}

    record Policy(String type, int value, int periodSeconds) {}

    record Trigger(
            String type,
            String name,
            Boolean useCachedMetrics,
            Map<String, String> metadata,
            AuthenticationRef authenticationRef,
            String metricType) {}

    record AuthenticationRef(String name, String kind) {}

    record Fallback(int failureThreshold, int replicas, String behavior) {}

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, TriggerAuthenticationSpec spec) {}

    record TriggerAuthenticationSpec(PodIdentity podIdentity, List<SecretTarget> secretTargetRef) {}

    record PodIdentity(String provider, String identityId, String identityTenantId, String identityAuthorityHost) {}

    record SecretTarget(String parameter, String name, String key) {}
}
