package dev.weir.pipeline;

import dev.weir.coalesce.Contribution;
import dev.weir.coalesce.Presences;
import dev.weir.event.DeadLetter;
import dev.weir.message.LaneKey;
import dev.weir.message.Presence;
import dev.weir.message.Version;

/** An event's share in the removal of an entity from a lane that it left: once it is published, nothing is owed there. */
final class Leaving implements Contribution {
    private final Share share;
    private final Presences presences;
    private final Presence presence;
    private final LaneKey lane;

    Leaving(Share share, Presences presences, Presence presence, LaneKey lane) {
        this.share = share;
        this.presences = presences;
        this.presence = presence;
        this.lane = lane;
    }

    @Override
    public void published() {
        presences.left(presence, lane);
        share.published();
    }

    @Override
    public void superseded(Version by) {
        presences.superseded(presence, lane);
        share.superseded(by);
    }

    @Override
    public void refused(DeadLetter.Reason reason, String description, String rule, String laneName) {
        presences.left(presence, lane);
        share.refused(reason, description, rule, laneName);
    }
}
