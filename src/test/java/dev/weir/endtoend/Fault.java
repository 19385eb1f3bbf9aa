package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.amqp.AmqpFaultPlan;
import dev.weir.local.amqp.Refusals;
import dev.weir.local.webpubsub.FaultPlan;
import dev.weir.local.webpubsub.Refusal;
import java.util.EnumSet;
import java.util.Set;

/** What goes wrong while events flow. Whatever a fault leaves behind, {@link Trial} clears away. */
enum Fault {
    /** SIGKILL at any moment; another one starts. */
    KILL {
        @Override
        void strike(Trial trial) throws Exception {
            trial.slowAnswers();
            trial.flow(3);
            trial.awaitSomeMoment();
            trial.anyReplica().kill();
            trial.flow(1);
            trial.start();
        }
    },

    /** A second replica joins, and one of the two leaves, in order or not. */
    REPLICAS {
        @Override
        void strike(Trial trial) throws Exception {
            trial.flow(1);
            trial.start();
            trial.slowAnswers();
            trial.flow(3);
            BridgeProcess leaving = trial.anyReplica();
            if (trial.random().nextBoolean()) {
                leaving.interrupt();
            } else {
                leaving.kill();
            }
            trial.flow(1);
        }

        @Override
        boolean concerns(SourceKind kind) {
            // A file of checkpoints serves one replica; EventHubsIT has two, with theirs in Azurite.
            return kind != SourceKind.EVENT_HUB;
        }
    },

    /** All locks end while updates wait and are on the wire. */
    LOCKS_EXPIRE {
        @Override
        void strike(Trial trial) throws Exception {
            trial.slowAnswers();
            for (int i = 0; i < 3; i++) {
                trial.flow(1);
                trial.awaitSomeMoment();
                trial.services().serviceBus().expireLocks();
            }
        }

        @Override
        boolean concerns(SourceKind kind) {
            return kind != SourceKind.EVENT_HUB;
        }
    },

    /** Every AMQP connection breaks, several times. */
    CUTS {
        @Override
        void strike(Trial trial) throws Exception {
            trial.slowAnswers();
            for (int i = 0; i < 3; i++) {
                trial.flow(1);
                trial.awaitSomeMoment();
                trial.services().amqp().dropConnections();
            }
        }
    },

    /** The broker refuses links and settlements with {@code server-busy}. */
    SERVER_BUSY {
        @Override
        void strike(Trial trial) throws Exception {
            trial.flow(1);
            trial.services()
                    .amqp()
                    .listener()
                    .faults()
                    .set(AmqpFaultPlan.NONE
                            .refuseLinks(Refusals.ofNext(2))
                            .refuseSettlements(Refusals.ofNext(20).share(0.5)));
            trial.services().amqp().dropConnections();
            // Else one of the refused may be the feed's, whose send waits a minute then.
            trial.awaitRefusedLinks();
            trial.flow(3);
        }
    },

    /** Web PubSub is down for longer than a lock. */
    WEB_PUBSUB_DOWN {
        @Override
        void strike(Trial trial) throws Exception {
            trial.services().webPubSub().faults().set(FaultPlan.NONE.refuseShare(1, Refusal.of(503)));
            for (int i = 0; i < 4; i++) {
                trial.flow(1);
                trial.letPass(SourceKind.LOCK.dividedBy(3));
            }
        }

        @Override
        boolean burnsNumbers() {
            return true;
        }
    },

    /** Web PubSub delivers, and never says so. */
    NO_ANSWERS {
        @Override
        void strike(Trial trial) throws Exception {
            trial.flow(1);
            trial.services().webPubSub().faults().set(FaultPlan.NONE.neverAnswer(3));
            trial.flow(2);
        }

        @Override
        boolean burnsNumbers() {
            return true;
        }
    },

    /** What Ctrl-C does, under load; another one starts. */
    DRAIN {
        @Override
        void strike(Trial trial) throws Exception {
            trial.flow(3);
            BridgeProcess draining = trial.anyReplica();
            draining.interrupt();
            trial.flow(1);
            draining.awaitExit(Trial.PATIENCE);
            // Locks are so short that a slow machine may lose some of them; DrainIT has the plain case.
            String said = draining.said();
            // What the rounds before made it say is theirs.
            assertThat(said.substring(said.lastIndexOf("Draining:")))
                    .containsPattern(
                            "(?m)Drained$|Drained, but \\d+ deliveries were given back unsettled, and of 0 more")
                    .doesNotContain("Exception");
            trial.start();
        }
    };

    abstract void strike(Trial trial) throws Exception;

    /** Whether it can be had with this kind of source. */
    boolean concerns(SourceKind kind) {
        return true;
    }

    /** Whether the bridge can't know what of a batch was seen, so that its number is not used again. */
    boolean burnsNumbers() {
        return false;
    }

    /** The kinds of sources that it can be had with. */
    Set<SourceKind> kinds() {
        EnumSet<SourceKind> kinds = EnumSet.allOf(SourceKind.class);
        kinds.removeIf(kind -> !concerns(kind));
        return kinds;
    }
}
