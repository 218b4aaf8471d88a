package io.mededge.regional.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.regional.monitor.Overview.Completeness;
import io.mededge.regional.monitor.Overview.Device;
import io.mededge.regional.monitor.Overview.Facility;
import io.mededge.regional.monitor.Overview.Problem;
import io.mededge.regional.monitor.Overview.Silence;
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

    @Test
    void whatIsLateIsNamedWithTheReason() {
        var onTime = device("A-01-hd", NOW, false, null);
        var late = device("A-02-hd", NOW.minusSeconds(181), true, null);
        var never = device("A-03-hd", null, true, null);
        var awaited = device("A-04-nibp", null, false, null);
        var mute = device("A-05-hd", NOW, true, new Silence("ME-102", NOW.minusSeconds(5)));
        var overview = overview(7L, List.of(onTime, late, never, awaited, mute));

        assertThat(LiveValues.of(overview, "facility-1").orElseThrow())
                .containsEntry("A-01-hd.state", "● on time")
                .containsEntry("A-02-hd.state", "○ late: no value for 4 min, due within 3 min")
                .containsEntry("A-03-hd.state", "○ late: no value yet, due within 3 min")
                .containsEntry("A-04-nibp.state", "● no value due yet")
                .containsEntry("A-05-hd.state", "○ late: no values since 2026-03-01T09:59:55Z (ME-102)");
        assertThat(LiveValues.of(overview)).containsEntry("facility-1.late", "3 of 5: A-02-hd, A-03-hd, A-05-hd");
        assertThat(LiveValues.of(overview(7L, List.of(onTime, awaited)))).containsEntry("facility-1.late", "none of 2");
        assertThat(LiveValues.of(overview(7L, List.of(late, late, late, late, late))))
                .containsEntry("facility-1.late", "5 of 5: A-02-hd, A-02-hd, A-02-hd and 2 more");
    }

    private static Device device(String id, @Nullable Instant last, boolean late, @Nullable Silence silence) {
        return new Device(id, "facility-1." + id, "m", "A", "A", last, 122, late, silence, null, null);
    }

    private static Overview overview(@Nullable Long lag, Completeness telemetry) {
        var device =
                new Device("A-01-hd", "facility-1.A-01-hd", "m", "A-01", "A", NOW, 122, false, null, telemetry, null);
        return overview(lag, List.of(device));
    }

    private static Overview overview(@Nullable Long lag, List<Device> devices) {
        return new Overview(
                "region-1",
                NOW,
                new Overview.Ingest(true, 100, 2_000, 5_000, 3, 0.15, lag, 1),
                List.of(new Facility("facility-1", 12, devices)),
                List.of(new Problem("ME-505", "The database does not answer.")),
                List.of());
    }
}
