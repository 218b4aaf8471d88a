package io.mededge.global.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.RegionId;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");

    @Test
    void isTheLastDayUnlessItSaysOtherwise() {
        assertThat(parse(Map.of()))
                .isEqualTo(Checked.valid(new AggregateQuery(
                        null,
                        new FacilityId("facility-1"),
                        new MetricId("tmp"),
                        Instant.parse("2026-11-20T13:00:00Z"),
                        Instant.parse("2026-11-21T13:00:00Z"))));
    }

    @Test
    void readsDatesAndTimes() {
        assertThat(parse(Map.of("region", "region-1", "from", "2026-01-01", "to", "2026-01-01T12:00:00Z")))
                .isEqualTo(Checked.valid(new AggregateQuery(
                        new RegionId("region-1"),
                        new FacilityId("facility-1"),
                        new MetricId("tmp"),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-01T12:00:00Z"))));
    }

    @ParameterizedTest
    @CsvSource({
        "from, yesterday",
        "from, 2026-13-01",
        "from, 2026-11-21T14:00:00Z",
        "from, 2025-11-01",
        "to, 2026-11-21 12:00",
        "region, a b",
        "facility, ''",
        "metric, a/b",
        "hour, 1"
    })
    void refusesWhatIsMalformedOrUnknown(String name, String value) {
        assertThat(parse(Map.of(name, value)))
                .isInstanceOfSatisfying(
                        Checked.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(FaultCode.CATALOG_BAD_QUERY));
    }

    @Test
    void knowsTheMonthsOfItsHours() {
        assertThat(query("2026-10-31T23:00:00Z", "2026-12-01T00:00:00Z").months())
                .containsExactly(YearMonth.of(2026, 10), YearMonth.of(2026, 11));
        assertThat(query("2026-10-31T23:00:00Z", "2026-12-01T00:00:01Z").months())
                .hasSize(3);
    }

    private static AggregateQuery query(String from, String to) {
        return new AggregateQuery(
                null, new FacilityId("facility-1"), new MetricId("tmp"), Instant.parse(from), Instant.parse(to));
    }

    private static Checked<AggregateQuery> parse(Map<String, String> changed) {
        var parameters = new HashMap<String, List<String>>();
        parameters.put("facility", List.of("facility-1"));
        parameters.put("metric", List.of("tmp"));
        changed.forEach((name, value) -> parameters.put(name, List.of(value)));
        return AggregateQuery.parse(parameters, NOW);
    }
}
