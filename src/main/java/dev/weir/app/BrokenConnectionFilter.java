package dev.weir.app;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps one line out of the log: the SDK's HTTP client fails a request twice when its connection breaks, and the second time
 * shows as an uncaught exception of Vert.x. The first is the outcome that the publisher acts on. Any thread.
 */
@LoggingFilter(name = "broken-connection")
public final class BrokenConnectionFilter implements Filter {

    @Override
    public boolean isLoggable(LogRecord line) {
        return !(line.getThrown() instanceof IllegalStateException twice
                && String.valueOf(twice.getMessage()).startsWith("Result is already complete")
                && twice.getStackTrace().length > 0
                && "io.vertx.core.Promise".equals(twice.getStackTrace()[0].getClassName()));
    }
}
