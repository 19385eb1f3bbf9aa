package dev.weir.local.emulators;

import java.util.List;

/** Collects what is wrong with one file. */
record Findings(String source, List<String> texts) {
    void add(String pointer, String problem) {
        texts.add(source + "#" + (pointer.isEmpty() ? "/" : pointer) + ": " + problem);
    }
}
