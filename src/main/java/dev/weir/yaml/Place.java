package dev.weir.yaml;

/**
 * Where something stands in a file.
 *
 * @param file the file as findings name it
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1, in characters; 0 where the whole file is meant
 */
public record Place(String file, int line, int column) {

    /** The file as a whole. */
    public static Place of(String file) {
        return new Place(file, 0, 0);
    }

    /** {@code routing-rules/orders.yaml:14:7}, or the file's name alone. */
    public String text() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
