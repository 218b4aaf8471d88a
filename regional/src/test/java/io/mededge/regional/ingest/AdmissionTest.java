package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.regional.ingest.Admission.Verdict;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private final Admission admission = new Admission(new RegionId("region-1"));
    private final Batch batch = Batches.samples(Batches.telemetry("A-01-hd"), 1, 2, 3);

    @Test
    void letsInWhatBelongsToItsTopic() {
        var verdict = admission.admit("devices/region-1/facility-1/A-01-hd/telemetry", TelemetryCodec.encode(batch));

        assertThat(verdict).isEqualTo(new Verdict.Admitted(batch));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alarm", "status"})
    void letsEventsInByBothOfTheirTopics(String verb) {
        var events = Batches.samples(Batches.events("A-01-hd"), 1);

        var verdict = admission.admit("devices/region-1/facility-1/A-01-hd/" + verb, TelemetryCodec.encode(events));

        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "devices/region-1/facility-1/A-02-hd/telemetry",
        "devices/region-1/facility-2/A-01-hd/telemetry",
        "devices/region-2/facility-1/A-01-hd/telemetry",
        "devices/region-1/facility-1/A-01-hd/alarm",
        "devices/region-1/facility-1/A-01-hd/telemetry/more",
        "local/facility-1/A-01-hd"
    })
    void refusesWhatAnotherTopicBrought(String topic) {
        assertRefused(admission.admit(topic, TelemetryCodec.encode(batch)), FaultCode.INTAKE_TOPIC_MISMATCH);
    }

    @Test
    void refusesAnotherRegionAlsoWhereTheTopicIsNotKnown() {
        var elsewhere = new Admission(new RegionId("region-2"));

        assertRefused(elsewhere.admit(TelemetryCodec.encode(batch)), FaultCode.INTAKE_TOPIC_MISMATCH);
    }

    @Test
    void refusesBytesThatAreNoBatch() {
        var noise = new byte[200];
        new Random(5).nextBytes(noise);

        assertRefused(admission.admit(noise), FaultCode.INTAKE_MALFORMED);
        assertRefused(admission.admit(new byte[0]), FaultCode.INTAKE_MALFORMED);
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertRefused(admission.admit(new byte[Batch.MAX_BYTES + 1]), FaultCode.INTAKE_TOO_LARGE);
    }

    @Test
    void refusesWhatTheDatabaseCouldNotHold() {
        var stream = Batches.telemetry("A-01-hd");
        var beforeTime = Batches.one(stream, 1, Instant.parse("-5000-01-01T00:00:00Z"), Batches.sample(1));
        var farAway = Batches.one(stream, 1, Admission.LATEST, Batches.sample(1));
        var endless = Batches.one(stream, Long.MAX_VALUE, Batches.START, Batches.sample(1));

        assertRefused(admission.admit(TelemetryCodec.encode(beforeTime)), FaultCode.INTAKE_MALFORMED);
        assertRefused(admission.admit(TelemetryCodec.encode(farAway)), FaultCode.INTAKE_MALFORMED);
        assertRefused(admission.admit(TelemetryCodec.encode(endless)), FaultCode.INTAKE_MALFORMED);
    }

    private static void assertRefused(Verdict verdict, FaultCode fault) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.fault()).isEqualTo(fault);
            assertThat(refused.reason()).isNotBlank().doesNotContain("A-01-hd");
        });
    }
}
