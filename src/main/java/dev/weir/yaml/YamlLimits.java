package dev.weir.yaml;

/**
 * How much a YAML file may hold.
 *
 * @param bytes the file's size
 * @param depth how deep mappings and lists may nest
 * @param values how many values it may hold, those of aliases counted each time
 * @param aliases how often mappings and lists may be referred to by alias
 */
public record YamlLimits(int bytes, int depth, int values, int aliases) {

    /** 4 MiB, 32 deep, 200,000 values, 50 aliases. */
    public static final YamlLimits DEFAULT = new YamlLimits(4 * 1024 * 1024, 32, 200_000, 50);

    public YamlLimits {
        if (bytes < 1 || depth < 1 || values < 1 || aliases < 0) {
            throw new IllegalArgumentException("limits must be positive, but were bytes=" + bytes + ", depth=" + depth
                    + ", values=" + values + ", aliases=" + aliases);
        }
    }
}
