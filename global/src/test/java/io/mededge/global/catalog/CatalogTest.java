package io.mededge.global.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.global.Defaults;
import io.mededge.global.database.CassandraStore;
import io.mededge.global.database.StoreUnavailableException;
import io.mededge.global.fault.Checked;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.SerialNumber;
import io.mededge.model.outbound.VersionNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the catalog decides without a database. */
class CatalogTest {
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private final Catalog catalog = new Catalog(
            new CassandraStore(Defaults.config().cassandra(), List.of(), background),
            Defaults.config().catalog(),
            Clock.fixed(Instant.parse("2026-11-21T23:00:00Z"), ZoneOffset.UTC));

    @AfterEach
    void stop() {
        background.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"2020-01-01, true", "2026-11-21, true", "2026-11-22, true", "2026-11-23, false", "2019-12-31, false"})
    void admitsDaysThatCanBe(LocalDate day, boolean admitted) {
        var checked = catalog.admit(new CatalogEntry(
                Place.of("region-1", "facility-1"),
                new DeviceId("A-01-hd"),
                new ModelName("HD-5"),
                new SerialNumber("S-1"),
                new VersionNumber("1.0"),
                new ModelName("mededge-hd"),
                1,
                CatalogEntry.Health.REPORTING,
                day));

        assertThat(checked instanceof Checked.Valid).isEqualTo(admitted);
    }

    @Test
    void saysAtOnceThatTheDatabaseIsNotConnected() {
        assertThat(catalog.list(DeviceQuery.EVERYTHING))
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withRootCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void refusesAForeignPageTokenWithoutAskingTheDatabase() {
        assertThat(catalog.list(new DeviceQuery(DeviceFilter.EVERYTHING, 50, "made-up")))
                .isCompletedWithValueMatching(Checked.Refused.class::isInstance);
    }
}
