package dev.weir.bench;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A contender's process, and what it says of itself over JMX; Weir counts events by its metrics. */
final class ContenderProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Duration ATTACH_AFTER = Duration.ofMillis(500);
    private static final int ATTACH_ATTEMPTS = 20;

    private final Contender contender;
    private final Process process;
    private final Path log;
    private final JMXConnector connector;
    private final MBeanServerConnection beans;
    private final OperatingSystemMXBean system;
    private final ThreadMXBean threads;
    private final List<GarbageCollectorMXBean> collectors;
    private long mostHeap;

    /**
     * What it has spent since it started.
     *
     * @param cpu in nanoseconds, of all its threads
     * @param allocated bytes, by the threads that live
     */
    record Spent(long at, long done, long cpu, long allocated) {}

    private ContenderProcess(Contender contender, Process process, Path log) throws IOException, JMException {
        this.contender = contender;
        this.process = process;
        this.log = log;
        this.connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(process)));
        this.beans = connector.getMBeanServerConnection();
        this.system = ManagementFactory.getPlatformMXBean(beans, OperatingSystemMXBean.class);
        this.threads = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
        this.collectors = ManagementFactory.getPlatformMXBeans(beans, GarbageCollectorMXBean.class);
    }

    /** A JVM that has only begun can't be asked yet. */
    private static String agent(Process process) throws IOException {
        for (int attempt = 1; ; attempt++) {
            LockSupport.parkNanos(ATTACH_AFTER.toNanos());
            try {
                VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
                try {
                    return machine.startLocalManagementAgent();
                } finally {
                    machine.detach();
                }
            } catch (AttachNotSupportedException | IOException e) {
                if (attempt == ATTACH_ATTEMPTS || !process.isAlive()) {
                    throw new IOException("The contender's JVM can't be asked", e);
                }
            }
        }
    }

    static ContenderProcess start(
            Contender contender, List<String> command, Path folder, Map<String, String> environment)
            throws IOException, JMException {
        Path log = folder.resolve("contender.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ContenderProcess(contender, process, log);
    }

    /** What it has spent until now; looks at the heap too. */
    Spent spent() throws IOException, JMException, InterruptedException {
        long allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        long used = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            GcInfo last = collector.getLastGcInfo();
            if (last != null) {
                used = Math.max(
                        used,
                        last.getMemoryUsageAfterGc().entrySet().stream()
                                .filter(pool -> pool.getKey().matches(".*(Eden|Survivor|Old).*"))
                                .map(Map.Entry::getValue)
                                .mapToLong(MemoryUsage::getUsed)
                                .sum());
            }
        }
        mostHeap = Math.max(mostHeap, used);
        return new Spent(System.currentTimeMillis(), done(), system.getProcessCpuTime(), allocated);
    }

    /** The most heap in use after a collection, among those that were seen. */
    long mostHeap() {
        return mostHeap;
    }

    private long done() throws IOException, JMException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(contender + " ended:\n" + Files.readString(log));
        }
        if (contender == Contender.WEIR) {
            return settled();
        }
        ObjectName name = new ObjectName(ProgressMXBean.NAME);
        return beans.isRegistered(name)
                ? JMX.newMXBeanProxy(beans, name, ProgressMXBean.class).getDone()
                : 0;
    }

    private long settled() throws IOException, InterruptedException {
        Matcher port = LISTENING.matcher(Files.readString(log));
        if (!port.find()) {
            return 0;
        }
        return (long) HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + "/q/metrics"))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("weir_events_settled_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Ends it in order where it is Weir, so that a profile is written; kills what does not end. */
    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // It is to end anyway.
        }
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
