package dev.weir.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The image as {@code deploy/Dockerfile} builds it, once for all tests; skipped where there is no Docker engine. */
final class WeirImage {
    private static final String NAME = "weir:under-test";
    private static final Path DOCKERFILE = Path.of("deploy/Dockerfile");
    /** The base to build on where no registry is reached; without it, the Dockerfile's own. */
    private static final String BASE = System.getenv("WEIR_BASE_IMAGE");

    private static String built;

    private WeirImage() {}

    /** Its name, built. */
    static synchronized String name() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "There is no Docker engine to build the image with");
        if (built == null) {
            // Never deleted on exit: the next run's build finds its layers.
            ImageFromDockerfile image = new ImageFromDockerfile(NAME, false)
                    .withDockerfilePath("deploy/Dockerfile")
                    .withFileFromPath("deploy/Dockerfile", DOCKERFILE)
                    .withFileFromPath("target/quarkus-app", Path.of("target/quarkus-app"))
                    .withFileFromPath("target/sbom.json", Path.of("target/sbom.json"));
            if (BASE != null) {
                image.withBuildArg("BASE_IMAGE", BASE);
            }
            built = image.get();
        }
        return built;
    }

    /** The size of its own layers, without the base's. */
    static long ownBytes() throws IOException {
        String base =
                BASE == null ? Files.readString(DOCKERFILE).replaceAll("(?s).*ARG BASE_IMAGE=(\\S+).*", "$1") : BASE;
        return size(name()) - size(base);
    }

    private static long size(String image) {
        return docker().inspectImageCmd(image).exec().getSize();
    }

    /** The address by which containers reach this machine. */
    static String gateway() {
        List<Network.Ipam.Config> ranges = docker().inspectNetworkCmd()
                .withNetworkId("bridge")
                .exec()
                .getIpam()
                .getConfig();
        return ranges.get(0).getGateway();
    }

    static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
