package io.mededge.global.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.VersionNumber;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceQueryTest {
    @Test
    void withoutParametersItIsTheFirstPageOfEverything() {
        assertThat(DeviceQuery.parse(Map.of())).isEqualTo(Checked.valid(DeviceQuery.EVERYTHING));
    }

    @Test
    void readsEachParameter() {
        var parsed = DeviceQuery.parse(Map.of(
                "region", List.of("region-1"),
                "facility", List.of("facility-2"),
                "model", List.of("HD-5+"),
                "health", List.of("silent"),
                "firmware", List.of("1.2.3"),
                "pageSize", List.of("500"),
                "pageToken", List.of("abc")));

        assertThat(parsed)
                .isEqualTo(Checked.valid(new DeviceQuery(
                        new DeviceFilter(
                                new RegionId("region-1"),
                                new FacilityId("facility-2"),
                                new ModelName("HD-5+"),
                                Health.SILENT,
                                new VersionNumber("1.2.3")),
                        500,
                        "abc")));
    }

    @Test
    void anEmptyParameterCountsAsNotGiven() {
        var parsed = DeviceQuery.parse(Map.of("region", List.of(""), "health", List.of(""), "pageToken", List.of("")));

        assertThat(parsed).isEqualTo(Checked.valid(DeviceQuery.EVERYTHING));
    }

    @ParameterizedTest
    @CsvSource({
        "region, a b",
        "region, -a",
        "region, a'b",
        "facility, ä",
        "model, /etc/passwd",
        "health, FINE",
        "firmware, latest",
        "pageSize, 0",
        "pageSize, 501",
        "pageSize, -1",
        "pageSize, 1e2",
        "pageSize, 99999999999",
        "regoin, region-1"
    })
    void refusesWhatIsMalformedOrUnknown(String name, String value) {
        assertThat(DeviceQuery.parse(Map.of(name, List.of(value))))
                .isInstanceOfSatisfying(Checked.Refused.class, refused -> {
                    assertThat(refused.fault()).isEqualTo(FaultCode.CATALOG_BAD_QUERY);
                    assertThat(refused.sentence())
                            .endsWith(".")
                            .doesNotContainPattern("(?<!\\w)" + Pattern.quote(value) + "(?!\\w)");
                });
    }

    @Test
    void refusesAParameterThatIsGivenTwice() {
        assertThat(DeviceQuery.parse(Map.of("region", List.of("region-1", "region-2"))))
                .isInstanceOf(Checked.Refused.class);
    }

    @Test
    void differentFiltersHaveDifferentFingerprints() {
        var region = new DeviceFilter(new RegionId("a"), null, null, null, null);
        var facility = new DeviceFilter(null, new FacilityId("a"), null, null, null);
        var both = new DeviceFilter(new RegionId("a"), new FacilityId("a"), null, null, null);

        assertThat(List.of(
                        DeviceFilter.EVERYTHING.fingerprint(),
                        region.fingerprint(),
                        facility.fingerprint(),
                        both.fingerprint()))
                .doesNotHaveDuplicates();
    }
}
