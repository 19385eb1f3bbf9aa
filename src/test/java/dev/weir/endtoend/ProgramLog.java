package dev.weir.endtoend;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a program has printed, as tests judge it. */
final class ProgramLog {
    /** Each begins with the time, as the program's own configuration has it. */
    private static final Pattern BETWEEN_ENTRIES = Pattern.compile("(?m)^(?=\\d\\d:\\d\\d:\\d\\d\\.\\d{3} )");

    private static final Pattern WAITS = Pattern.compile(
            "\\bat \\S*(LockSupport\\.park|Object\\.wait|Thread\\.sleep|NioSocketImpl|FileDispatcherImpl)");

    private ProgramLog() {}

    /**
     * Without Vert.x's reports of threads that a busy machine kept from running. Those of a thread that waits, for another or
     * for a file or a socket, stay: it blocks an event loop. One that works for too long looks like one that can't run.
     */
    static String withoutStalls(String output) {
        return BETWEEN_ENTRIES
                .splitAsStream(output)
                .filter(entry -> !entry.lines().findFirst().orElse("").contains("BlockedThreadChecker")
                        || WAITS.matcher(entry).find())
                .collect(Collectors.joining());
    }
}
