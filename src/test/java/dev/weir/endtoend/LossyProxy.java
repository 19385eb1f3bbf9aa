package dev.weir.endtoend;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Between a WebSocket client and the service: it can cut connections off, let none through, and lose messages that hold
 * updates, though not the repeat of a tail.
 */
final class LossyProxy implements AutoCloseable {
    private static final int LENGTH_IN_TWO_BYTES = 126;
    private static final int LENGTH_IN_EIGHT_BYTES = 127;

    private final ServerSocket listener;
    private final int servicePort;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean down;
    private volatile boolean losing;

    private LossyProxy(int servicePort) throws IOException {
        this.servicePort = servicePort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static LossyProxy to(int servicePort) throws IOException {
        return new LossyProxy(servicePort);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections, and lets none through until {@link #up}. */
    void down() {
        down = true;
        sockets.forEach(LossyProxy::close);
        sockets.clear();
    }

    void up() {
        down = false;
    }

    /** Loses what holds updates from now on. */
    void startLosing() {
        lost.set(0);
        losing = true;
    }

    void stopLosing() {
        losing = false;
    }

    /** How many messages were lost since {@link #startLosing}. */
    int lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (down) {
                    close(client);
                } else {
                    Socket service = new Socket(InetAddress.getLoopbackAddress(), servicePort);
                    sockets.add(client);
                    sockets.add(service);
                    threads.execute(() -> pump(client, service, this::copyAll));
                    threads.execute(() -> pump(service, client, this::copyFrames));
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @FunctionalInterface
    private interface Copying {
        void copy(InputStream from, OutputStream to) throws IOException;
    }

    private void pump(Socket from, Socket to, Copying copying) {
        try {
            copying.copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException e) {
            // One of the two was closed; so is the other.
        } finally {
            close(from);
            close(to);
        }
    }

    private void copyAll(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
    }

    /** The answer to the upgrade, then frame after frame. */
    private void copyFrames(InputStream stream, OutputStream to) throws IOException {
        DataInputStream from = new DataInputStream(new BufferedInputStream(stream));
        DataOutputStream out = new DataOutputStream(to);
        int state = 0;
        while (state < 4) {
            int next = from.readUnsignedByte();
            out.write(next);
            state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : 0;
        }
        while (true) {
            int head = from.readUnsignedByte();
            int length = from.readUnsignedByte();
            long size = length;
            if (length == LENGTH_IN_TWO_BYTES) {
                size = from.readUnsignedShort();
            } else if (length == LENGTH_IN_EIGHT_BYTES) {
                size = from.readLong();
            }
            byte[] payload = from.readNBytes((int) size);
            if (losing && new String(payload, StandardCharsets.UTF_8).contains("\"updates\":[{")) {
                lost.incrementAndGet();
                continue;
            }
            out.write(head);
            out.write(length);
            if (length == LENGTH_IN_TWO_BYTES) {
                out.writeShort((int) size);
            } else if (length == LENGTH_IN_EIGHT_BYTES) {
                out.writeLong(size);
            }
            out.write(payload);
            out.flush();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        down();
        threads.shutdownNow();
    }
}
