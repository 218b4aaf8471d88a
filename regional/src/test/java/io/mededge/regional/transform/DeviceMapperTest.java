package io.mededge.regional.transform;

import static io.mededge.regional.transform.Examples.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
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
        Golden.check("patient", PatientMapper.patient(Examples.PATIENT, new FacilityId("facility-1")));
    }

    @Test
    void anIdWithHyphensHasSeveralReadings() {
        assertThat(DeviceKey.readings("facility-1-A-01-hd"))
                .contains(DeviceKey.of("facility-1", "A-01-hd"), DeviceKey.of("facility", "1-A-01-hd"))
                .allSatisfy(key -> assertThat(key.fhirId()).isEqualTo("facility-1-A-01-hd"));
        assertThat(DeviceKey.readings("no hyphen")).isEmpty();
        assertThat(DeviceKey.readings("-")).isEmpty();
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
