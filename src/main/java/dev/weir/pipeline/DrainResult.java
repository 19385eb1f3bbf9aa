package dev.weir.pipeline;

/**
 * How a drain ended.
 *
 * @param left how many deliveries were neither settled nor known to have gone back; the broker hands them out again
 * @param givenBack how many went back, since there was no time to publish them or the broker did not confirm an older one of
 *     their entity; the broker hands them out again
 */
public record DrainResult(int left, int givenBack) {

    /** Whether all was settled. */
    public boolean isClean() {
        return left == 0 && givenBack == 0;
    }
}
