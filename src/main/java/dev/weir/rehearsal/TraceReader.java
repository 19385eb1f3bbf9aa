package dev.weir.rehearsal;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads a trace: a recorded event a line, oldest first; {@code .gz} is unpacked. A line that can't be read is skipped and
 * counted. Of one thread.
 */
public final class TraceReader implements AutoCloseable {
    /** The longest line that is read, in bytes. */
    static final int MAX_LINE = 16 << 20;

    private static final int MAX_PROBLEMS = 20;

    private final CountingStream file;
    private final InputStream in;
    private final List<Problem> problems = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    private final long bytes;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private long lines;
    private long broken;

    /**
     * A line that could not be read.
     *
     * @param line from 1
     */
    public record Problem(long line, String text) {}

    private TraceReader(CountingStream file, InputStream in, long bytes) {
        this.file = file;
        this.in = in;
        this.bytes = bytes;
    }

    public static TraceReader open(Path path) throws IOException {
        CountingStream file = new CountingStream(Files.newInputStream(path));
        InputStream plain = path.toString().endsWith(".gz") ? new GZIPInputStream(file, 1 << 16) : file;
        return new TraceReader(file, plain, Files.size(path));
    }

    /** The next event that can be read; empty at the end. */
    public Optional<RecordedEvent> next() throws IOException {
        while (readLine()) {
            lines++;
            if (isBlank()) {
                continue;
            }
            RecordedEventReader.Result result = line.size() > MAX_LINE
                    ? new RecordedEventReader.Result.Broken("the line is longer than 16 MiB")
                    : RecordedEventReader.read(line.toByteArray());
            if (result instanceof RecordedEventReader.Result.Read read
                    && read.event().isTimed()) {
                return Optional.of(read.event());
            }
            broken++;
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(new Problem(
                        lines,
                        result instanceof RecordedEventReader.Result.Broken problem
                                ? problem.problem()
                                : "'at' is missing; an event of a trace must say when the broker took it"));
            }
        }
        return Optional.empty();
    }

    /** The line that was read last, from 1. */
    public long line() {
        return lines;
    }

    /** How much of the file has been read, from 0 to 1. */
    public double progress() {
        return bytes == 0 ? 1 : Math.min(1, (double) file.count / bytes);
    }

    /** The first lines that could not be read. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** How many lines could not be read. */
    public long broken() {
        return broken;
    }

    private boolean readLine() throws IOException {
        line.reset();
        boolean any = false;
        while (at < filled || fill()) {
            any = true;
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            if (line.size() <= MAX_LINE) {
                line.write(buffer, at, end - at);
            }
            at = end + 1;
            if (end < filled) {
                return true;
            }
        }
        return any;
    }

    private boolean isBlank() {
        return line.size() <= 1 && line.toString(StandardCharsets.ISO_8859_1).isBlank();
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class CountingStream extends FilterInputStream {
        private long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
