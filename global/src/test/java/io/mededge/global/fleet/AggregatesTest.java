package io.mededge.global.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.global.Defaults;
import io.mededge.global.database.CassandraStore;
import io.mededge.global.fault.Checked;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.UnitCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided about aggregates without a database. */
class AggregatesTest {
    private static final Place PLACE = Place.of("region-1", "facility-1");
    private static final MetricId METRIC = new MetricId("tmp");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private final Aggregates aggregates = new Aggregates(
            new CassandraStore(Defaults.config().cassandra(), List.of(), background),
            Clock.fixed(NOON, ZoneOffset.UTC));

    @AfterEach
    void stop() {
        background.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:00:00Z, 1, true",
        "2026-11-21T13:00:00Z, 1, true",
        "2026-11-21T14:00:00Z, 1, false",
        "2019-11-21T12:00:00Z, 1, false",
        "2026-11-21T12:00:00Z, 9223372036854775807, false"
    })
    void admitsHoursAndRevisionsThatCanBe(Instant hour, long revision, boolean admitted) {
        var checked = aggregates.admit(aggregate(hour, revision));

        assertThat(checked instanceof Checked.Valid).isEqualTo(admitted);
    }

    @Test
    void aPlotHasAGapForEachRunOfHoursWithoutAMean() {
        var query = new AggregateQuery(
                null,
                new FacilityId("facility-1"),
                METRIC,
                NOON.minus(Duration.ofHours(8)),
                NOON.plus(Duration.ofHours(1)));
        var hours = List.of(hour(-7), hour(-6), hour(-3));

        var plot = Plot.of(query, NOON.plusSeconds(600), hours);

        assertThat(plot.at()).containsExactly(at(-7), at(-6), at(-3));
        assertThat(plot.gaps())
                .containsExactly(List.of(at(-8), at(-7)), List.of(at(-5), at(-3)), List.of(at(-2), at(0)));
        assertThat(plot.unit()).isEqualTo("mm[Hg]");
    }

    @Test
    void aPlotWithoutMeansIsOneGapUpToThePresentHour() {
        var query =
                new AggregateQuery(null, new FacilityId("facility-1"), METRIC, NOON.minus(Duration.ofHours(8)), NOON);

        assertThat(Plot.of(query, NOON, List.of()).gaps()).containsExactly(List.of(at(-8), at(0)));
    }

    @Test
    void countingTakesAtMostATwentiethOfTheTime() {
        var interval = Duration.ofSeconds(1);

        assertThat(FleetOverview.rest(Duration.ofMillis(10), interval)).isEqualTo(interval);
        assertThat(FleetOverview.rest(Duration.ofSeconds(2), interval)).isEqualTo(Duration.ofSeconds(38));
    }

    private static long at(int hours) {
        return NOON.plus(Duration.ofHours(hours)).toEpochMilli();
    }

    private static FacilityAggregate hour(int hours) {
        return aggregate(NOON.plus(Duration.ofHours(hours)), 1);
    }

    private static FacilityAggregate aggregate(Instant hour, long revision) {
        return new FacilityAggregate(PLACE, METRIC, new UnitCode("mm[Hg]"), hour, 11, 11, 42, 0, revision);
    }
}
