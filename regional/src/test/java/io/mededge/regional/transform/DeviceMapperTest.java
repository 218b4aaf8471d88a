package io.mededge.regional.transform;

import static io.mededge.regional.transform.Examples.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.DeviceDescription;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceMapperTest {
    @Test
    void aDeviceSaysWhatItIs() {
        var description = new DeviceDescription(
                "mededge-hd", "SIM-0001", "3.2", "A-01", "A", "mededge-hd", 1, "70929", 500, List.of());
        var stored = new StoredDevice(
                DeviceKey.of("facility-1", "A-01-hd"),
                new DeviceId("gateway-1"),
                description,
                Instant.parse("2026-11-21T12:00:00Z"));
        Golden.check("device", DeviceMapper.device(stored));
    }

    @Test
    void aMetricSaysWhatItsValuesMean() {
        Golden.check("device-metric", DeviceMapper.metric(series(7, Examples.ARTERIAL_PRESSURE)));
    }

    @Test
    void aPatientHasAPseudonymAndAMaskedName() {
        var facility = new FacilityId("facility-1");
        Golden.check(
                "patient", PatientMapper.patient(new StoredPatient(Examples.PATIENT, facility, List.of(), List.of())));
        var other = new Pseudonym("fedcba98".repeat(8));
        Golden.check(
                "patient-replaced",
                PatientMapper.patient(new StoredPatient(Examples.PATIENT, facility, List.of(other), List.of())));
        Golden.check(
                "patient-replacing",
                PatientMapper.patient(new StoredPatient(Examples.PATIENT, facility, List.of(), List.of(other))));
    }

    @Test
    void theIdOfADeviceIsReadInOneWayOnly() {
        var key = DeviceKey.of("facility-1", "A-01-hd");
        assertThat(key.fhirId()).isEqualTo("facility-1.A-01-hd");
        assertThat(DeviceKey.parse(key.fhirId())).contains(key);
        assertThat(DeviceKey.of("facility-1-A", "01-hd").fhirId()).isNotEqualTo(key.fhirId());
        for (var no : List.of("", ".", "a.", ".b", "a.b.c", "facility-1-A-01-hd", "a b.c")) {
            assertThat(DeviceKey.parse(no)).as(no).isEmpty();
        }
    }

    @Test
    void theIdOfADeviceIsAlwaysOneOfFhir() {
        var longest = DeviceKey.of("f".repeat(15), "d".repeat(48));
        assertThat(longest.fhirId()).hasSize(64);
        assertThat(DeviceKey.parse(longest.fhirId())).contains(longest);
        var tooLong = DeviceKey.of("f".repeat(16), "d".repeat(48));
        assertThat(tooLong.fhirId()).matches("[0-9a-f]{64}").matches(DeviceKey::isDigest);
        assertThat(DeviceKey.parse(tooLong.fhirId())).isEmpty();
        assertThat(tooLong.fhirId())
                .isNotEqualTo(DeviceKey.of("f".repeat(17), "d".repeat(47)).fhirId());
    }

    @Test
    void theIdOfAnObservationIsReadAsItIsWritten() {
        for (var id : List.of("s1", "s12-29312345", "b12", "b12-0")) {
            assertThat(ObservationId.parse(id)).hasToString("Optional[" + id + "]");
        }
        for (var no : List.of("", "s", "s0", "x1", "s1-", "s01", "s1-01", "s1-2-3", "s9999999999", "S1")) {
            assertThat(ObservationId.parse(no)).as(no).isEmpty();
        }
    }
}
