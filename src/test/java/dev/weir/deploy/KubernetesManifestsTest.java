package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest, as it stands in its file, before kustomize has put any together. */
class KubernetesManifestsTest {
    static final Path FOLDER = Path.of("deploy/kubernetes");

    /** All but those that manifests carry within themselves: configuration and rules. */
    static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file ->
                            !file.endsWith("weir.yaml") && !file.toString().contains("/rules/"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyFieldIsOneThatItsKindHas(Path file) throws IOException {
        for (JsonNode document : Manifests.documents(file)) {
            assertThat(Manifests.strictly(document)).as("%s", file).isNotNull();
        }
    }

    @Test
    void aFieldThatIsMisspeltIsFoundHoweverDeep() {
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                spec: {template: {spec: {containers: [{name: weir, securityContext: {readOnlyRootFileSystem: true}}]}}}
                """;

        assertThatThrownBy(
                        () -> Manifests.strictly(Manifests.documents(deployment).get(0)))
                .hasMessageContaining("readOnlyRootFileSystem");
    }

    @Test
    void aKustomizationNamesFilesThatAreThereAndLeavesNoneOut() throws IOException {
        for (Path file : manifests()) {
            if (!file.endsWith("kustomization.yaml")) {
                continue;
            }
            Path folder = file.getParent();
            Set<String> named = new TreeSet<>();
            Manifests.Kustomization kustomization = (Manifests.Kustomization)
                    Manifests.strictly(Manifests.documents(file).get(0));
            named.addAll(kustomization.resources());
            if (kustomization.patches() != null) {
                kustomization.patches().stream()
                        .map(patch -> patch.get("path"))
                        .filter(path -> path != null)
                        .forEach(path -> named.add(path.toString()));
            }
            if (kustomization.configMapGenerator() != null) {
                kustomization.configMapGenerator().forEach(generator -> named.addAll(generator.files()));
            }
            assertThat(named)
                    .as("%s", file)
                    .allSatisfy(name -> assertThat(folder.resolve(name)).exists());
            try (Stream<Path> files = Files.list(folder)) {
                Set<String> there = files.filter(Files::isRegularFile)
                        .map(path -> path.getFileName().toString())
                        .filter(name -> !name.equals("kustomization.yaml"))
                        .collect(Collectors.toSet());
                assertThat(named).as("%s", file).containsAll(there);
            }
        }
    }
}
