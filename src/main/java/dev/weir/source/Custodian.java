package dev.weir.source;

/**
 * Told by the ledger of what becomes of the deliveries that it holds. Called on the core's thread.
 *
 * @param <K> lane and entity
 */
public interface Custodian<K> {

    /** A delivery goes back: its updates that are not on the wire yet are to be withdrawn. */
    void withdraw(HeldDelivery<K> delivery);

    /** A delivery is held no longer; the last that is told of it. */
    void gone(HeldDelivery<K> delivery);

    /** The destination of a source's dead letters does not take them: the source is to pause. */
    void deadLettersFail(String source, String reason);

    /** It takes them again, or nothing is left that it would have to take. */
    void deadLettersPass(String source);
}
