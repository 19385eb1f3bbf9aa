package dev.weir.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a command is, on a terminal; silent elsewhere. Of one thread. */
final class ProgressBar {
    private static final int WIDTH = 40;
    private static final long EVERY_NANOS = 200_000_000;

    private final PrintWriter err;
    private final boolean shown;
    private final LongSupplier nanoTime;
    private long lastAt;
    private boolean drawn;

    /** @param shown whether somebody looks at a terminal */
    ProgressBar(PrintWriter err, boolean shown, LongSupplier nanoTime) {
        this.err = err;
        this.shown = shown;
        this.nanoTime = nanoTime;
        this.lastAt = nanoTime.getAsLong();
    }

    /** Shown where standard output and input are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on the bar is drawn into pipes too, where it does no harm
    static ProgressBar onTerminal(PrintWriter err) {
        return new ProgressBar(err, System.console() != null, System::nanoTime);
    }

    /** Draws the bar, if it is time to. */
    void show(double part, long done, String noun) {
        long now = nanoTime.getAsLong();
        if (!shown || now - lastAt < EVERY_NANOS) {
            return;
        }
        lastAt = now;
        drawn = true;
        int full = (int) Math.round(Math.max(0, Math.min(1, part)) * WIDTH);
        err.print(String.format(
                Locale.ROOT,
                "\r[%s%s] %3d%%  %s ",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                Math.round(part * 100),
                Counted.of(done, noun)));
        err.flush();
    }

    /** Takes the bar away. */
    void clear() {
        if (drawn) {
            err.print("\r" + " ".repeat(WIDTH + 40) + "\r");
            err.flush();
        }
    }
}
