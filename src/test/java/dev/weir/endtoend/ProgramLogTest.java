package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgramLogTest {
    private static final String BEFORE = "10:00:00.000 INFO  [de.we.ap.RunCommand] Ready\n";
    private static final String AFTER = "10:00:09.000 WARN  [de.we.so.Source] No answer\n\tat dev.weir.Some.where\n";
    private static final String BLOCKED =
            "10:00:05.000 WARN  [io.ve.co.im.BlockedThreadChecker] Thread vert.x-eventloop-thread-0 has been blocked"
                    + " for 5321 ms: io.vertx.core.VertxException: Thread blocked\n";

    @Test
    void aThreadThatAMachineKeptFromRunningIsNotSpokenOf() {
        String starved = BLOCKED + "\tat java.base/java.util.zip.Inflater.inflate(Inflater.java:378)\n";

        assertThat(ProgramLog.withoutStalls(BEFORE + starved + AFTER)).isEqualTo(BEFORE + AFTER);
    }

    @Test
    void aThreadThatWaitsIs() {
        String waiting = BLOCKED + "\tat java.base/jdk.internal.misc.Unsafe.park(Native Method)\n"
                + "\tat java.base/java.util.concurrent.locks.LockSupport.park(LockSupport.java:211)\n";

        assertThat(ProgramLog.withoutStalls(BEFORE + waiting + AFTER)).isEqualTo(BEFORE + waiting + AFTER);
    }
}
