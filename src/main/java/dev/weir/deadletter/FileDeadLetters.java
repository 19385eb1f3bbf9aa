package dev.weir.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.event.DeadLetter;
import dev.weir.event.RawMessage;
import dev.weir.event.Settlement.Answer;
import dev.weir.source.DeadLetters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Dead letters in a file, one JSON object a line, each on the disk before it counts as written. A file that has reached its
 * bound takes no more until it was moved away, so it can't fill the disk.
 *
 * <p>The file is opened for each: whoever moves it away need not tell anybody.
 */
public final class FileDeadLetters implements DeadLetters {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final long maxBytes;
    private final Object lock = new Object();

    /** @param maxBytes from which size on the file takes no more */
    public FileDeadLetters(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<Answer> write(DeadLetter why, RawMessage message) {
        return Mono.fromCallable(() -> append(line(why, message)))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorResume(failure -> Mono.just(new Answer.Unavailable(text(failure))))
                .toFuture();
    }

    private static byte[] line(DeadLetter why, RawMessage message) throws JsonProcessingException {
        ObjectNode line = JSON.createObjectNode();
        line.put("reason", why.reason().text());
        line.put("description", why.description());
        line.put("source", why.origin().scope().source());
        line.put("origin", why.origin().text());
        line.put("enqueuedAt", why.origin().enqueuedAt().toString());
        line.put("rule", why.rule());
        line.put("attempt", why.attempt());
        line.put("time", why.time().toString());
        why.failedTargets().forEach(line.putArray("failedTargets")::add);
        ObjectNode original = line.putObject("message");
        original.put("contentType", message.contentType());
        original.put("contentEncoding", message.contentEncoding());
        original.put("subject", message.subject());
        original.put("id", message.id());
        ObjectNode properties = original.putObject("properties");
        for (Map.Entry<String, Object> property : message.properties().entrySet()) {
            put(properties, property.getKey(), property.getValue());
        }
        original.put("body", message.body());
        return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode properties, String name, Object value) {
        if (value instanceof Boolean flag) {
            properties.put(name, flag);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            properties.put(name, ((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            properties.put(name, ((Number) value).doubleValue());
        } else {
            properties.put(name, String.valueOf(value));
        }
    }

    private Answer append(byte[] line) throws IOException {
        synchronized (lock) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                long end = channel.size();
                if (end + line.length > maxBytes) {
                    return new Answer.Unavailable("file '" + file + "' has reached its " + maxBytes
                            + " bytes; move it away, or raise 'max-bytes'");
                }
                try {
                    ByteBuffer bytes = ByteBuffer.wrap(line);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes, end + bytes.position());
                    }
                    channel.force(true);
                } catch (IOException e) {
                    // Half a line would spoil the next one.
                    channel.truncate(end);
                    throw e;
                }
                return Answer.SETTLED;
            }
        }
    }

    private String text(Throwable failure) {
        return failure instanceof NoSuchFileException
                ? "the folder of file '" + file + "' does not exist; create it"
                : "file '" + file + "' can't be written (" + failure.getMessage() + "); check its rights and the disk";
    }
}
