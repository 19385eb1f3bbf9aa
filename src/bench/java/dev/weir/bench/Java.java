package dev.weir.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a Java process with this one's classes is started. */
final class Java {
    private Java() {}

    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The command with this process's class path; options, main class and arguments as given. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(executable());
        // Quarkus' log manager is on the class path, and logs at TRACE until Quarkus starts, which it does not.
        command.add("-Dlogging.initial-configurator.min-level=WARNING");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return command;
    }
}
