package io.mededge.regional.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import io.mededge.regional.transform.ProcedureMapper.Stage;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcedureMapperTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    private static StoredTreatment stored(
            SessionState state, boolean interrupted, @Nullable Instant started, @Nullable Instant ended) {
        return new StoredTreatment(
                new FacilityId("facility-1"),
                new SessionReport(
                        new SessionId("0123456789abcdef".repeat(2)),
                        17,
                        state,
                        interrupted,
                        Examples.PATIENT,
                        List.of(new DeviceId("A-01-hd"), new DeviceId("A-01-nibp")),
                        BEGIN,
                        BEGIN.plusSeconds(14_400),
                        started,
                        ended),
                BEGIN.plusSeconds(9_100));
    }

    @Test
    void aTreatmentThatWasInterruptedIsAStoppedProcedure() {
        var stored = stored(SessionState.CLEANING, true, BEGIN.plusSeconds(600), BEGIN.plusSeconds(9_000));
        Golden.check("procedure-stopped", ProcedureMapper.procedure(stored));
    }

    @Test
    void aPlannedOneHasNoTimeOfItsOwnYet() {
        Golden.check("procedure-preparation", ProcedureMapper.procedure(stored(SessionState.READY, false, null, null)));
    }

    @Test
    void eachStateHasOneStatus() {
        Map<SessionState, ProcedureStatus> whole = new EnumMap<>(SessionState.class);
        for (var state : SessionState.values()) {
            whole.put(state, ProcedureMapper.status(new Stage(state, false)));
        }
        assertThat(whole)
                .isEqualTo(new EnumMap<>(Map.of(
                        SessionState.SCHEDULED, ProcedureStatus.PREPARATION,
                        SessionState.ARRIVED, ProcedureStatus.PREPARATION,
                        SessionState.READY, ProcedureStatus.PREPARATION,
                        SessionState.IN_PROGRESS, ProcedureStatus.INPROGRESS,
                        SessionState.PAUSED, ProcedureStatus.ONHOLD,
                        SessionState.COMPLETED, ProcedureStatus.COMPLETED,
                        SessionState.INTERRUPTED, ProcedureStatus.STOPPED,
                        SessionState.CLEANING, ProcedureStatus.COMPLETED,
                        SessionState.CLOSED, ProcedureStatus.COMPLETED,
                        SessionState.CANCELLED, ProcedureStatus.NOTDONE)));
        assertThat(ProcedureMapper.stages("stopped"))
                .contains(new Stage(SessionState.CLOSED, true))
                .doesNotContain(new Stage(SessionState.CLOSED, false));
        assertThat(ProcedureMapper.stages("entered-in-error")).isEmpty();
    }
}
