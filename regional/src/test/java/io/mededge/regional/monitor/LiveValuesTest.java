package io.mededge.regional.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.regional.monitor.Overview.Completeness;
import io.mededge.regional.monitor.Overview.Device;
import io.mededge.regional.monitor.Overview.Facility;
import io.mededge.regional.monitor.Overview.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveValuesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void saysHowMuchIsMissing() {
        var values = LiveValues.of(overview(7L, new Completeness(1_000, 12)), "facility-1")
                .orElseThrow();

        assertThat(values).containsEntry("A-01-hd.telemetry", "12 missing").containsEntry("A-01-hd.events", null);
    }

    @Test
    void anUnknownLagIsMissingAndNotZero() {
        assertThat(LiveValues.of(overview(null, new Completeness(5, 0)))).containsEntry("lag", null);
        assertThat(LiveValues.of(overview(0L, new Completeness(5, 0)))).containsEntry("lag", "0");
    }

    @Test
    void onlyChangesAreSent() {
        var before = LiveValues.of(overview(7L, new Completeness(5, 0)));
        var now = LiveValues.of(overview(8L, new Completeness(5, 0)));

        assertThat(LiveValues.changes(before, now)).containsOnlyKeys("lag");
    }

    @Test
    void thereIsNothingToSayAboutAFacilityThatIsNotThere() {
        assertThat(LiveValues.of(overview(7L, new Completeness(5, 0)), "facility-2"))
                .isEmpty();
    }

    private static Overview overview(@Nullable Long lag, Completeness telemetry) {
        var device = new Device("A-01-hd", "facility-1.A-01-hd", "m", "A-01", "A", NOW, true, telemetry, null);
        return new Overview(
                "region-1",
                NOW,
                new Overview.Ingest(true, 100, 2_000, 5_000, 3, 0.15, lag, 1),
                List.of(new Facility("facility-1", 1, 1, telemetry.missing(), List.of(device))),
                List.of(new Problem("ME-505", "The database does not answer.")),
                List.of());
    }
}
