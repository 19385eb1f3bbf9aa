package dev.weir.endtoend;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import dev.weir.local.LocalServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;

/** The image, run as an operator should: nothing to write to but /tmp, no capability, a limit of memory, files mounted. */
final class WeirContainer extends GenericContainer<WeirContainer> {
    static final long MEMORY = 512L << 20;
    private static final int PORT = 8080;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int STOP_TIMEOUT = 60;
    private static final Duration HEALTH_CHECKS = Duration.ofSeconds(5);

    private WeirContainer() {
        super(WeirImage.name());
        withExposedPorts(PORT);
        withTmpFs(Map.of("/tmp", "size=16m"));
        withCreateContainerCmdModifier(create -> Objects.requireNonNull(create.getHostConfig())
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(MEMORY)
                .withMemorySwap(MEMORY));
        // The image's own check, sooner than it asks for.
        withCreateContainerCmdModifier(
                create -> create.withHealthcheck(new HealthCheck().withInterval(HEALTH_CHECKS.toNanos())));
    }

    /** A container of the image that is to end by itself. */
    static WeirContainer ending(Path folder, Map<String, String> environment) throws IOException {
        WeirContainer container = new WeirContainer();
        mount(container, folder);
        container.withEnv(environment);
        container.setExposedPorts(List.of());
        container.withStartupCheckStrategy(new Ended().withTimeout(PATIENCE));
        container.start();
        return container;
    }

    /** A bridge that has started, though it may not be ready. */
    static WeirContainer started(Path folder, LocalServices services) throws IOException {
        return start(folder, environment(services), "/q/health/started");
    }

    /** A bridge that takes events. */
    static WeirContainer ready(Path folder, LocalServices services) throws IOException {
        return start(folder, environment(services), "/q/health/ready");
    }

    static WeirContainer started(Path folder, Map<String, String> environment) throws IOException {
        return start(folder, environment, "/q/health/started");
    }

    private static WeirContainer start(Path folder, Map<String, String> environment, String path) throws IOException {
        WeirContainer container = new WeirContainer();
        mount(container, folder);
        container.withEnv(environment);
        container.waitingFor(Wait.forHttp(path).forPort(PORT).withStartupTimeout(PATIENCE));
        container.start();
        return container;
    }

    private static void mount(WeirContainer container, Path folder) throws IOException {
        // The container's user is none of this machine's.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        // Not withFileSystemBind, which pulls an image to find out whether files can be mounted.
        container.withCreateContainerCmdModifier(create -> Objects.requireNonNull(create.getHostConfig())
                .withBinds(new Bind(folder.toString(), new Volume("/etc/weir"), AccessMode.ro)));
    }

    /** The connection strings of local services that listen on all of this machine's addresses. */
    static Map<String, String> environment(LocalServices services) {
        String gateway = WeirImage.gateway();
        return Map.of(
                "SERVICE_BUS_CONNECTION_STRING",
                        at(gateway, services.connectionStrings().serviceBus()),
                "WEB_PUBSUB_CONNECTION_STRING",
                        at(gateway, services.connectionStrings().webPubSub()));
    }

    /** A connection string with another host in it. */
    static String at(String host, String connectionString) {
        return connectionString.replaceFirst("Endpoint=(\\w+)://[^:;/]+", "Endpoint=$1://" + host);
    }

    /** The body of an answer, whatever its status. */
    String get(String path) throws IOException, InterruptedException {
        return Http.get("http://" + getHost() + ":" + getMappedPort(PORT) + path)
                .body();
    }

    /** What it has printed, without what a busy machine alone makes it say. */
    String said() {
        return ProgramLog.withoutStalls(getLogs());
    }

    /** Runs the program once more in the container, as {@code docker exec} does; gives what it printed. */
    ExecResult program(String... arguments) throws IOException, InterruptedException {
        return execInContainer(Stream.concat(
                        Stream.of(
                                "java",
                                "-XX:SharedArchiveFile=/opt/weir/weir.jsa",
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                "/opt/weir/quarkus-run.jar"),
                        Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    /** What {@code docker stop} does: SIGTERM, and SIGKILL after a minute. Gives the exit code. */
    long stopGracefully() {
        WeirImage.docker()
                .stopContainerCmd(getContainerId())
                .withTimeout(STOP_TIMEOUT)
                .exec();
        return exitCode();
    }

    long exitCode() {
        return Objects.requireNonNull(state().getExitCodeLong());
    }

    InspectContainerResponse.ContainerState state() {
        return getCurrentContainerInfo().getState();
    }

    /** Takes a container for started once it has ended. */
    private static final class Ended extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, String containerId) {
            InspectContainerResponse.ContainerState state = getCurrentState(client, containerId);
            return "exited".equals(state.getStatus()) ? StartupStatus.SUCCESSFUL : StartupStatus.NOT_YET_KNOWN;
        }
    }
}
