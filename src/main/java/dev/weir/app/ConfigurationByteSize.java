package dev.weir.app;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as they are written: {@code 64MiB}, {@code 1MB}, {@code 500000}. */
final class ConfigurationByteSize {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KB|KiB|MB|MiB|GB|GiB)?");
    private static final Map<String, Long> UNITS = new TreeMap<>(Map.of(
            "B",
            1L,
            "KB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30));

    private ConfigurationByteSize() {}

    /** How many bytes a text means; empty where it is no size. */
    static OptionalLong parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unit = matcher.group(2) == null ? 1 : UNITS.getOrDefault(matcher.group(2), 1L);
        return OptionalLong.of(Long.parseLong(matcher.group(1)) * unit);
    }

    /** As it would be written, in the largest unit that says it exactly. */
    static String text(long bytes) {
        for (String unit : new String[] {"GiB", "MiB", "KiB", "GB", "MB", "KB"}) {
            long size = UNITS.getOrDefault(unit, 1L);
            if (bytes >= size && bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }
}
