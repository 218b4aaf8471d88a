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
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.junit.jupiter.api.Test;

class EncounterMapperTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    private static StoredTreatment stored() {
        return new StoredTreatment(
                new FacilityId("facility-1"),
                new SessionReport(
                        new SessionId("0123456789abcdef".repeat(2)),
                        17,
                        SessionState.IN_PROGRESS,
                        false,
                        Examples.PATIENT,
                        List.of(new DeviceId("A-01-hd")),
                        BEGIN,
                        BEGIN.plusSeconds(14_400),
                        BEGIN.plusSeconds(600),
                        null),
                BEGIN.plusSeconds(700));
    }

    @Test
    void aSessionIsAnAmbulatoryVisit() {
        Golden.check("encounter-in-progress", EncounterMapper.encounter(stored()));
    }

    /** What US Core 6.1.0 demands of an Encounter: identifiers with system and value, status, class, type and subject. */
    @Test
    void whatUsCoreDemandsIsThere() {
        var encounter = EncounterMapper.encounter(stored());

        assertThat(encounter.getIdentifier()).allMatch(one -> one.hasSystem() && one.hasValue());
        assertThat(encounter.hasStatus() && encounter.hasClass_() && encounter.hasType())
                .isTrue();
        assertThat(encounter.getSubject().getReference()).startsWith("Patient/");
    }

    @Test
    void eachStateHasOneStatus() {
        Map<SessionState, EncounterStatus> whole = new EnumMap<>(SessionState.class);
        for (var state : SessionState.values()) {
            whole.put(state, EncounterMapper.status(new Stage(state, false)));
        }
        assertThat(whole)
                .isEqualTo(new EnumMap<>(Map.of(
                        SessionState.SCHEDULED, EncounterStatus.PLANNED,
                        SessionState.ARRIVED, EncounterStatus.ARRIVED,
                        SessionState.READY, EncounterStatus.ARRIVED,
                        SessionState.IN_PROGRESS, EncounterStatus.INPROGRESS,
                        SessionState.PAUSED, EncounterStatus.INPROGRESS,
                        SessionState.COMPLETED, EncounterStatus.FINISHED,
                        SessionState.INTERRUPTED, EncounterStatus.FINISHED,
                        SessionState.CLEANING, EncounterStatus.FINISHED,
                        SessionState.CLOSED, EncounterStatus.FINISHED,
                        SessionState.CANCELLED, EncounterStatus.CANCELLED)));
        assertThat(EncounterMapper.stages("finished")).hasSize(8);
        assertThat(EncounterMapper.stages("onleave")).isEmpty();
    }
}
