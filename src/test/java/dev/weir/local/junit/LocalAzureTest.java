package dev.weir.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.local.ConnectionStrings;
import dev.weir.local.LocalServices;
import dev.weir.local.control.LocalClock;
import dev.weir.local.eventhubs.HubSettings;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What the annotation gives to tests, and for how long. */
@LocalAzure(
        queues = "orders",
        sessionQueues = "talks",
        hubs = "telemetry:3",
        lockDuration = "PT5S",
        maxDeliveryCount = 2)
final class LocalAzureTest {
    private LocalServices before;

    @BeforeEach
    void getHoldOfThem(LocalServices services) {
        before = services;
    }

    @Test
    void aTestGetsTheServicesThatItsPreparationGot(
            LocalServices services, ConnectionStrings connectionStrings, LocalClock clock) {
        assertThat(services).isSameAs(before);
        assertThat(connectionStrings).isEqualTo(services.connectionStrings());
        assertThat(clock).isSameAs(services.clock());
    }

    @Test
    void entitiesAreAsDeclared(LocalServices services) {
        assertThat(services.serviceBus().queues())
                .extracting(queue -> queue.settings().name())
                .containsExactly("orders", "talks");
        assertThat(services.serviceBus().queues())
                .extracting(queue -> queue.settings().entity().requiresSession())
                .containsExactly(false, true);
        assertThat(services.serviceBus().queues())
                .allSatisfy(queue ->
                        assertThat(queue.settings().entity().maxDeliveryCount()).isEqualTo(2));
        assertThat(services.eventHubs().hubs())
                .extracting(HubSettings::name, HubSettings::partitionCount)
                .containsExactly(tuple("telemetry", 3));
    }

    @Test
    @LocalAzure(queues = "own")
    void aMethodsOwnAnnotationComesFirst(LocalServices services) {
        assertThat(services.serviceBus().queues())
                .extracting(queue -> queue.settings().name())
                .containsExactly("own");
    }

    @Nested
    final class WithALifeOfEachTest {
        private static final Set<LocalServices> SEEN = new HashSet<>();

        @RepeatedTest(2)
        void eachTestHasItsOwn(LocalServices services) {
            assertThat(SEEN.add(services)).isTrue();
        }
    }

    @Nested
    @LocalAzure(life = LocalAzure.Life.CLASS)
    final class WithALifeOfTheClass {
        private static final Set<LocalServices> SEEN = new HashSet<>();

        @RepeatedTest(2)
        void allTestsShareThem(LocalServices services) {
            SEEN.add(services);

            assertThat(SEEN).hasSize(1);
        }
    }
}
