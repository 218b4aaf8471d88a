package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON of mode plain, against src/test/resources/golden/plain-batch.json. */
class PayloadTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/plain-batch.json");
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.5Z");

    @Test
    void jsonIsAsInTheGoldenFile() throws IOException {
        var sample = new Sample(List.of(
                new Sample.Reading(new MetricId("blood-flow"), 312.5, Quality.GOOD),
                new Sample.Reading(new MetricId("arterial-pressure"), -410, Quality.OUT_OF_RANGE)));
        var gap = new Gap(FaultCode.MODBUS_TIMEOUT, AT.plusSeconds(2));
        var event = new MachineEvent(7, 9, "venous-air", true);

        var json = Payload.json(batch(sample, gap, event), new Devices(List.of(device())));

        var mapper = new ObjectMapper();
        assertThat(mapper.readTree(json)).isEqualTo(mapper.readTree(Files.readString(GOLDEN)));
    }

    @Test
    void anAssociationWithAPatientIsRefused() {
        var association = new PatientAssociation(new Pseudonym("ab".repeat(32)));

        assertThatThrownBy(() -> Payload.json(batch(association), new Devices(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abab");
    }

    @Test
    void aSessionIsRefused() {
        var report = new SessionReport(
                new SessionId("ab".repeat(16)),
                1,
                SessionState.SCHEDULED,
                false,
                new Pseudonym("ab".repeat(32)),
                List.of(),
                AT,
                AT.plusSeconds(3_600),
                null,
                null);

        assertThatThrownBy(() -> Payload.json(batch(report), new Devices(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abab");
    }

    @Test
    void aLinkOfTwoPatientsIsRefused() {
        var link = new PatientLink(1, new Pseudonym("ab".repeat(32)), new Pseudonym("cd".repeat(32)), true);

        assertThatThrownBy(() -> Payload.json(batch(link), new Devices(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abab");
    }

    private static Batch batch(RegionBound... bodies) {
        var entries = new ArrayList<Entry>();
        for (var body : bodies) {
            entries.add(new Entry(entries.size() + 1, AT, AT.plusMillis(3), body));
        }
        var stream = new StreamId(
                TestJournal.PLACE, TestJournal.GATEWAY, DEVICE, StreamClass.TELEMETRY, 9_007_199_254_740_993L);
        return new Batch(stream, Lane.LIVE, entries);
    }

    private static Device device() {
        var profile = ((ProfileLoader.Result.Valid) ProfileLoader.loadShipped("mededge-hd")).profile();
        return new Device(
                DEVICE,
                "A-01",
                "A",
                profile,
                new MachineAddress.Tcp("127.0.0.1", 502),
                1,
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                "SIM-1",
                "");
    }
}
