package dev.weir.coalesce;

import dev.weir.event.DeadLetter;
import dev.weir.message.Version;

/**
 * A delivery's share in an update. Exactly one method is called for each update offered, on the core's thread, unless the
 * update was withdrawn.
 */
public interface Contribution {
    /** Of what the bridge itself says, with no delivery behind it. */
    Contribution NOBODYS = new Contribution() {
        @Override
        public void published() {}

        @Override
        public void superseded(Version by) {}

        @Override
        public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {}
    };

    /** The service accepted the update. */
    void published();

    /**
     * A newer state of the entity was published instead, will be, or was refused.
     *
     * @param by that state's version
     */
    void superseded(Version by);

    /** The service will never accept the update. */
    void refused(DeadLetter.Reason reason, String description, String rule, String laneName);
}
