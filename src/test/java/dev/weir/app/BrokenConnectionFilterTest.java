package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Promise;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class BrokenConnectionFilterTest {
    private final BrokenConnectionFilter filter = new BrokenConnectionFilter();

    @Test
    void aRequestThatFailsTwiceIsNotLogged() {
        Promise<String> request = Promise.promise();
        request.fail(new IOException("Connection was closed"));

        Throwable again = catchThrowable(() -> request.fail(new IOException("Connection was closed")));

        assertThat(filter.isLoggable(line(again))).isFalse();
    }

    @Test
    void whateverElseFailsIs() {
        assertThat(filter.isLoggable(line(new IllegalStateException("Result is already complete"))))
                .as("of another's making")
                .isTrue();
        assertThat(filter.isLoggable(line(new IOException("Connection was closed"))))
                .isTrue();
        assertThat(filter.isLoggable(line(null))).isTrue();
    }

    private static LogRecord line(Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
        line.setThrown(thrown);
        return line;
    }
}
