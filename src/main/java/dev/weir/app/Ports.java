package dev.weir.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds a port that is taken before anything starts, so that the user gets a line and not a stack trace. */
final class Ports {
    private Ports() {}

    /**
     * @param option how to choose another port
     * @throws PortTakenException if the port can't be had
     */
    static void require(String host, int port, String option) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new PortTakenException("port " + port + " on " + host + " can't be had (" + e.getMessage()
                    + "); free it or choose another with " + option);
        }
    }
}
