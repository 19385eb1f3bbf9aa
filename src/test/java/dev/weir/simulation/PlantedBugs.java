package dev.weir.simulation;

import dev.weir.simulation.Mutant.Patch;
import java.util.stream.Stream;

/** What could be wrong with the core, one bug at a time: what the simulation must be able to find. */
final class PlantedBugs {

    private PlantedBugs() {}

    static Stream<Mutant> all() {
        return Stream.of(settlement(), partitions(), lanes(), publishing()).flatMap(bugs -> bugs);
    }

    private static Stream<Mutant> settlement() {
        return Stream.of(
                Mutant.of(
                        "a delivery is settled before it is published",
                        "at least once",
                        new Patch("source/HeldDelivery.java", "return undecided == 0;", "return true;")),
                Mutant.of(
                        "a newer delivery is settled before an older one of its entity is decided",
                        "newest last",
                        new Patch(
                                "source/HeldDelivery.java",
                                "if (place.older != null && !place.chain.covers(this)) {",
                                "if (false) {")),
                Mutant.of(
                        "a newer delivery is settled while the broker has not acknowledged the older one",
                        "newest last",
                        new Patch(
                                "source/HeldDelivery.java",
                                "place.older != null && !place.chain.covers(this)",
                                "place.older != null && place.older.delivery.phase != Phase.SETTLING && !place.chain.covers(this)")),
                Mutant.of(
                        "a repeat of a delivery counts as something newer",
                        "newest last",
                        new Patch("source/Chain.java", "sequence() > delivery.", "sequence() >= delivery.")),
                Mutant.of(
                        "a delivery whose lock is lost keeps no place before newer ones",
                        "newest last",
                        new Patch(
                                "source/Ledger.java",
                                "if (delivery.places.isEmpty() || delivery.isRepeated()) {",
                                "if (true) {")),
                Mutant.of(
                        "what did not come again is not waited for by what is newer",
                        "newest last",
                        new Patch(
                                "source/Ledger.java",
                                "newer.forEach(this::release);",
                                "newer.forEach(this::trySettle);")),
                Mutant.of(
                        "a poison event is completed without a dead letter",
                        "at least once",
                        new Patch(
                                "source/Ledger.java",
                                "deadLetter == null ? delivery.settlement.complete()",
                                "true ? delivery.settlement.complete()")),
                Mutant.of(
                        "the dead letters that wait are not tried again when one of them was taken",
                        "at least once",
                        new Patch("source/ParkedLetters.java", "        all.forEach(retry);\n", "")),
                Mutant.of(
                        "the credit of what is done with is not asked for again",
                        "at least once",
                        new Patch("source/Credit.java", "                    held--;\n", "")),
                Mutant.of(
                        "a delivery that goes back is not counted",
                        "nothing silent",
                        new Patch(
                                "source/Ledger.java",
                                "        metrics.returned(source(delivery), reason);\n",
                                "        if (!reason.equals(\"ownership-lost\")) metrics.returned(source(delivery), reason);\n")));
    }

    private static Stream<Mutant> partitions() {
        return Stream.of(
                Mutant.of(
                        "the watermark passes a gap",
                        "at least once",
                        new Patch(
                                "source/Watermark.java",
                                "        mark.done = true;\n",
                                "        mark.done = true;\n        reached = mark.position;\n")),
                Mutant.of(
                        "a checkpoint is stored after the ownership was lost",
                        "hand-over",
                        new Patch("source/OwnedPartition.java", "            lost = true;\n", "")),
                Mutant.of(
                        "the watermark passes a poison event before its dead letter is written",
                        "at least once",
                        new Patch(
                                "source/OwnedPartition.java",
                                "            return deadLetters\n",
                                "            end();\n            return deadLetters\n")));
    }

    private static Stream<Mutant> lanes() {
        return Stream.of(
                Mutant.of(
                        "the gate drops a repeat of what waits",
                        "at least once",
                        new Patch(
                                "coalesce/EntityState.java",
                                "item.attachRepeat(contribution);",
                                "contribution.published();")),
                Mutant.of(
                        "the gate drops a repeat of what is in flight",
                        "at least once",
                        new Patch(
                                "coalesce/EntityState.java",
                                "sent.attachRepeat(contribution);",
                                "contribution.published();")),
                Mutant.of(
                        "the gate compares versions of two scopes",
                        "at least once",
                        new Patch(
                                "message/Version.java",
                                "        if (!scope.equals(other.scope)) {\n            return Relation.UNRELATED;\n        }\n",
                                ""),
                        new Patch(
                                "coalesce/PublishedVersions.java",
                                "return only.scope().equals(scope) ? only : null;",
                                "return only;")),
                Mutant.of(
                        "what was given up is not sent again",
                        "at least once",
                        new Patch(
                                "coalesce/Lane.java",
                                "                again.add(state);\n            }\n            rest(state);",
                                "            }\n            rest(state);")),
                Mutant.of(
                        "a batch that may have been delivered gives its number back",
                        "order",
                        new Patch(
                                "coalesce/Lane.java",
                                "land(maybeDelivered);\n            oweTail(now);\n            waitAgain",
                                "land(false);\n            oweTail(now);\n            waitAgain")),
                Mutant.of(
                        "a lane that is made anew counts from one again under its old epoch",
                        "order",
                        new Patch("pipeline/Epochs.java", "lanes++", "lanes")),
                Mutant.of(
                        "a removal is forgotten once it is published: no tombstone",
                        "gate",
                        new Patch(
                                "coalesce/EntityState.java",
                                "private final PublishedVersions published = new PublishedVersions();",
                                "private PublishedVersions published = new PublishedVersions();"),
                        new Patch(
                                "coalesce/EntityState.java",
                                "        sent.items().forEach(Pending::published);\n",
                                "        if (state != null && state.isRemoved()) published = new PublishedVersions();\n"
                                        + "        sent.items().forEach(Pending::published);\n")),
                Mutant.of(
                        "the updates of a lane are numbered anew after a removal",
                        "order",
                        new Patch(
                                "coalesce/Filling.java",
                                "                nextRev++;\n",
                                "                nextRev = state.first().isRemoval() ? 1 : nextRev + 1;\n")),
                Mutant.of(
                        "an older state replaces a newer one that waits",
                        "at least once",
                        new Patch(
                                "coalesce/EntityState.java",
                                "relation == Relation.OLDER && (single",
                                "false && (single")));
    }

    private static Stream<Mutant> publishing() {
        return Stream.of(
                Mutant.of(
                        "a lane is not reviewed when its batch has ended: a lost wake-up",
                        "at least once",
                        new Patch(
                                "pipeline/LaneOutlet.java",
                                "lanes.dropIfSpent(lane);\n        review();",
                                "lanes.dropIfSpent(lane);")),
                Mutant.of(
                        "a call that takes long is given up while it is under way: two in flight in a lane",
                        "order",
                        new Patch(
                                "publish/Dispatcher.java",
                                "outcome.exceptionally(failure -> new Outcome.Unavailable(String.valueOf(failure), true))\n",
                                "CompletableFuture<Outcome> first = outcome.toCompletableFuture().copy();\n"
                                        + "        timer.after(300_000_000, () -> first.complete(new Outcome.Unavailable(\"slow\", true)));\n"
                                        + "        first.exceptionally(failure -> new Outcome.Unavailable(String.valueOf(failure), true))\n")),
                Mutant.of(
                        "a retry cuts its batch anew: the same number with other bytes",
                        "order",
                        new Patch(
                                "publish/Dispatcher.java",
                                "                queue(sending);",
                                "                queue(new Sending(sending.outlet));"),
                        new Patch(
                                "coalesce/Lane.java",
                                "public Optional<byte[]> cut(long now) {",
                                "public Optional<byte[]> cut(long now) {\n        if (inFlight != null) waitAgain(land(false), false, now);")),
                Mutant.of(
                        "a batch is sent again after the hand-over",
                        "hand-over",
                        new Patch(
                                "publish/Dispatcher.java",
                                "return body != null && outlet.isStale();",
                                "return false;")),
                Mutant.of(
                        "what waits is not withdrawn at the hand-over",
                        "hand-over",
                        new Patch(
                                "pipeline/Bridge.java",
                                "returned.keys().forEach(key -> lanes.withdraw(key, contribution));",
                                "")),
                Mutant.of(
                        "a call without an answer is taken as accepted",
                        "at least once",
                        new Patch(
                                "publish/Dispatcher.java",
                                "if (outcome instanceof Outcome.Accepted) {",
                                "if (outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Unavailable) {")));
    }
}
