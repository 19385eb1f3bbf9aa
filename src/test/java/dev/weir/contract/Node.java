package dev.weir.contract;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The Node of this machine, if it has one. */
public final class Node {
    private Node() {}

    public static boolean isThere() {
        try {
            Process process = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
