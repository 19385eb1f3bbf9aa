package dev.weir.local.amqp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Stands between clients and a listener, and keeps what the clients say. */
final class RecordingProxy implements AutoCloseable {
    private static final int HEADER = 8;

    private final ServerSocket server;
    private final int target;
    private final List<ByteArrayOutputStream> connections = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

    RecordingProxy(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What each connection's client said, frame by frame; a protocol header counts as a frame. */
    List<List<byte[]>> frames() {
        synchronized (connections) {
            return connections.stream()
                    .map(said -> split(said.toByteArray()))
                    .filter(frames -> frames.size() > 3)
                    .toList();
        }
    }

    private static List<byte[]> split(byte[] bytes) {
        List<byte[]> frames = new ArrayList<>();
        int start = 0;
        while (start + HEADER <= bytes.length) {
            int size = bytes[start] == 'A' ? HEADER : sizeAt(bytes, start);
            if (start + size > bytes.length) {
                break;
            }
            frames.add(Arrays.copyOfRange(bytes, start, start + size));
            start += size;
        }
        return frames;
    }

    private static int sizeAt(byte[] bytes, int start) {
        return (bytes[start] & 0xff) << 24
                | (bytes[start + 1] & 0xff) << 16
                | (bytes[start + 2] & 0xff) << 8
                | bytes[start + 3] & 0xff;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket listener = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(listener);
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                connections.add(said);
                daemon(() -> pump(client, listener, said));
                daemon(() -> pump(listener, client, null));
            }
        } catch (IOException closed) {
            // That is how it ends.
        }
    }

    private static void pump(Socket from, Socket to, ByteArrayOutputStream kept) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[16 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (kept != null) {
                    kept.write(buffer, 0, count);
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException closed) {
            // One side has gone; the other is closed with it.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "recording-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : List.copyOf(sockets)) {
            socket.close();
        }
    }
}
