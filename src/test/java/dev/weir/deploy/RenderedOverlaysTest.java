package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each overlay as {@code kubectl kustomize} renders it; skipped where there is none with kustomize 5 or newer. */
class RenderedOverlaysTest {
    private static final int KUSTOMIZE = 5;
    private static final int FEW = 4;
    private static final int FALLBACK_SECONDS = 30;

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void itFitsTogether(String overlay) throws Exception {
        List<Object> rendered = render(overlay);
        Deployment deployment = only(rendered, Deployment.class);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();

        // Who picks pods by their labels picks these, and none picks all.
        assertThat(List.of(
                        deployment.getSpec().getSelector().getMatchLabels(),
                        only(rendered, Service.class).getSpec().getSelector(),
                        only(rendered, PodDisruptionBudget.class)
                                .getSpec()
                                .getSelector()
                                .getMatchLabels(),
                        only(rendered, NetworkPolicy.class)
                                .getSpec()
                                .getPodSelector()
                                .getMatchLabels(),
                        only(rendered, ServiceMonitor.class)
                                .getSpec()
                                .getSelector()
                                .getMatchLabels()))
                .allSatisfy(selector -> {
                    assertThat(selector).isNotEmpty();
                    assertThat(labels).containsAllEntriesOf(selector);
                });
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        List<String> ports =
                container.getPorts().stream().map(port -> port.getName()).toList();
        assertThat(ports)
                .contains(
                        container.getReadinessProbe().getHttpGet().getPort().getStrVal(),
                        container.getLivenessProbe().getHttpGet().getPort().getStrVal(),
                        container.getStartupProbe().getHttpGet().getPort().getStrVal());
        assertThat(container.getVolumeMounts())
                .allSatisfy(mount ->
                        assertThat(pod.getVolumes()).extracting(Volume::getName).contains(mount.getName()));
        assertThat(rendered.toString()).doesNotContain("set-by-the-overlay");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void thePodMayDoNothingThatItNeedNot(String overlay) throws Exception {
        PodSpec pod =
                only(render(overlay), Deployment.class).getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(FALLBACK_SECONDS);
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits().get("memory"))
                .isEqualTo(container.getResources().getRequests().get("memory"));
    }

    @ParameterizedTest
    @CsvSource({
        "dev, WEIR_WEB_PUBSUB_CONNECTION_STRING, weir-connections",
        "prod, WEIR_WEB_PUBSUB_ENDPOINT,",
    })
    void itReachesWebPubSubInOneWayAndSecretsAreNamedNeverWritten(String overlay, String way, String secret)
            throws Exception {
        List<EnvVar> variables = only(render(overlay), Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv();

        assertThat(variables)
                .extracting(EnvVar::getName)
                .filteredOn(name -> name.endsWith("CONNECTION_STRING") || name.endsWith("ENDPOINT"))
                .containsExactly(way);
        assertThat(variables)
                .filteredOn(variable -> variable.getValueFrom() != null)
                .extracting(
                        variable -> variable.getValueFrom().getSecretKeyRef().getName())
                .isEqualTo(secret == null ? List.of() : List.of(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void kedaScalesItOnBothBacklogsAndNotFar(String overlay) throws Exception {
        List<Object> rendered = render(overlay);
        Keda.ScaledObjectSpec scaled = only(rendered, Keda.ScaledObject.class).spec();
        Keda.TriggerAuthentication authentication = only(rendered, Keda.TriggerAuthentication.class);

        assertThat(scaled.scaleTargetRef().name())
                .isEqualTo(only(rendered, Deployment.class).getMetadata().getName());
        assertThat(only(rendered, Deployment.class).getSpec().getReplicas()).isNull();
        assertThat(scaled.maxReplicaCount()).isBetween(scaled.minReplicaCount(), FEW);
        assertThat(scaled.triggers())
                .extracting(Keda.Trigger::type)
                .containsExactly("azure-servicebus", "azure-eventhub");
        assertThat(scaled.triggers()).allSatisfy(trigger -> {
            assertThat(Keda.TRIGGER_METADATA.get(trigger.type()))
                    .containsAll(trigger.metadata().keySet());
            assertThat(trigger.authenticationRef().name())
                    .isEqualTo(authentication.metadata().getName());
        });
        assertThat(scaled.triggers().get(1).metadata())
                .containsKeys(Keda.WANTED_WITH_IDENTITY.toArray(String[]::new))
                .containsEntry("checkpointStrategy", "blobMetadata");
        assertThat(authentication.spec().podIdentity().provider()).isEqualTo("azure-workload");
    }

    private static <T> T only(List<Object> rendered, Class<T> type) {
        List<T> found =
                rendered.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as("%s", type.getSimpleName()).hasSize(1);
        return found.get(0);
    }

    private static List<Object> render(String overlay) throws Exception {
        assumeTrue(hasKustomize(), "There is no kubectl with kustomize 5 or newer to render overlays with");
        List<Object> rendered = new ArrayList<>();
        String yaml = kubectl(
                "kustomize",
                KubernetesManifestsTest.FOLDER
                        .resolve("overlays")
                        .resolve(overlay)
                        .toString());
        Manifests.documents(yaml).forEach(document -> rendered.add(Manifests.strictly(document)));
        return rendered;
    }

    private static boolean hasKustomize() throws InterruptedException {
        try {
            JsonNode version = new ObjectMapper().readTree(kubectl("version", "--client", "-o", "json"));
            String kustomize = version.path("kustomizeVersion").asText("v0");
            return Integer.parseInt(kustomize.replaceAll("^v(\\d+).*", "$1")) >= KUSTOMIZE;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + " failed");
        }
        return output;
    }
}
