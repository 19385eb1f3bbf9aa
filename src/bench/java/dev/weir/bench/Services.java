package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The process of {@link ServicesMain}, told what to do a line at a time. */
final class Services implements AutoCloseable {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private final String[] connectionStrings;

    private Services(Process process) throws IOException {
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.connectionStrings = answer().split(" ");
    }

    static Services start(SourceKind kind, long seed, Path log) throws IOException {
        return new Services(new ProcessBuilder(Java.command(
                        "-Xmx6g", "-XX:+UseParallelGC", ServicesMain.class.getName(), kind.name(), "" + seed, "" + log))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    String webPubSub() {
        return connectionStrings[2];
    }

    /** What programs read their connection strings from. */
    Map<String, String> environment() {
        return Map.of(
                "SERVICE_BUS_CONNECTION_STRING", connectionStrings[0],
                "EVENT_HUBS_CONNECTION_STRING", connectionStrings[1],
                "WEB_PUBSUB_CONNECTION_STRING", connectionStrings[2]);
    }

    /** Sends so many events, at once or so many a second; completes when the last is in. */
    CompletableFuture<String> feed(int count, int perSecond) {
        return CompletableFuture.supplyAsync(() -> ask("feed " + count + " " + perSecond));
    }

    /** Refuses calls beyond so many a second. */
    void budget(int perSecond) {
        ask("budget " + perSecond);
    }

    /** How many sends were accepted. Not while it feeds. */
    long calls() {
        return Long.parseLong(ask("calls"));
    }

    private synchronized String ask(String command) {
        commands.println(command);
        return answer();
    }

    private String answer() {
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("The local services ended");
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException("The local services can't be asked", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
