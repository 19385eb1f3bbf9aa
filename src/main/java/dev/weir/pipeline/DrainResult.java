package dev.weir.pipeline;

/**
 * How a drain ended.
 *
 * @param left how many deliveries were neither settled nor known to have gone back; the broker hands them out again
 */
public record DrainResult(int left) {

    /** Whether nothing was left. */
    public boolean isClean() {
        return left == 0;
    }
}
