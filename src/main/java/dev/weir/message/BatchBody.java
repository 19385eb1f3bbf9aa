package dev.weir.message;

/** The body of one publish while it is written. For one thread, and one batch. */
public interface BatchBody {

    /** Appends an update; false, and nothing appended, when it does not fit. */
    boolean add(Outgoing update);

    /** How many updates it holds. */
    int size();

    /** The finished body. */
    byte[] toBytes();
}
