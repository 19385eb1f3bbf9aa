package dev.weir.local.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final LocalClock clock = new LocalClock(Clock.fixed(START, ZoneOffset.UTC));

    @Test
    void goesWithItsBaseUntilItIsAdvanced() {
        assertThat(clock.instant()).isEqualTo(START);

        clock.advance(Duration.ofMinutes(2));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(120));
        assertThat(clock.millis()).isEqualTo(START.plusSeconds(120).toEpochMilli());
        assertThat(clock.ahead()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void isTheSameTimeInEveryZoneEvenWhenItIsAdvancedAfterwards() {
        Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));

        clock.advance(Duration.ofSeconds(1));

        assertThat(tokyo.instant()).isEqualTo(START.plusSeconds(1));
        assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void tellsOfEachAdvanceOnceTheTimeHasMoved() {
        List<Instant> heard = new ArrayList<>();
        clock.onAdvance(() -> heard.add(clock.instant()));

        clock.advance(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(2));

        assertThat(heard).containsExactly(START.plusSeconds(1), START.plusSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P4000D"})
    void isNeverPutBackNorTooFarAhead(String time) {
        assertThatThrownBy(() -> clock.advance(Duration.parse(time)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Duration.parse(time).toString());
        assertThat(clock.instant()).isEqualTo(START);
    }
}
