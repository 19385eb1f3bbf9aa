package dev.weir.app;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.atomic.AtomicInteger;

/** Boots the container for a launch, and stays until it ends. */
final class Container {
    private Container() {}

    /** Quarkus leaves it to who asked for the exit code. */
    private static void tell(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        System.err.println("The program could not start: " + root);
    }

    /**
     * @param host address of the bridge's own HTTP
     * @param portOption how to choose another port
     * @throws PortTakenException if the port can't be had
     */
    static int run(Launch launch, String host, int port, String portOption) {
        Ports.require(host, port, portOption);
        Launch.prepare(launch);
        System.setProperty("quarkus.http.host", host);
        System.setProperty("quarkus.http.port", Integer.toString(port));
        AtomicInteger exitCode = new AtomicInteger();
        Quarkus.run(WeirApplication.class, (code, failure) -> {
            if (failure != null) {
                tell(failure);
            }
            exitCode.set(failure == null ? code : ExitCode.FAILED);
        });
        return exitCode.get();
    }
}
