package io.mededge.regional.fhir;

import static io.mededge.regional.fhir.FhirRegion.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.session.SessionState;
import java.time.Instant;
import org.hl7.fhir.r4.model.Procedure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Treatment sessions as Procedures, read and searched. */
class FhirProcedureIT {
    private static final Instant DAY = Instant.parse("2026-05-04T08:00:00Z");
    private static final String PATIENT = "e".repeat(64);
    private static final String OTHER = "f".repeat(64);

    private static FhirRegion region;

    @BeforeAll
    static void start() {
        region = FhirRegion.start();
        for (var patient : new String[] {PATIENT, OTHER}) {
            region.execute("insert into patient values (?, 'facility-1', '2026-05-01T00:00Z')", patient);
        }
        treatment("a", PATIENT, SessionState.CLOSED, false, DAY, DAY.plusSeconds(14_400));
        treatment("b", PATIENT, SessionState.CLEANING, true, DAY.plusSeconds(172_800), DAY.plusSeconds(176_400));
        treatment("c", PATIENT, SessionState.IN_PROGRESS, false, DAY.plusSeconds(345_600), null);
        treatment("d", PATIENT, SessionState.SCHEDULED, false, null, null);
        treatment("e", OTHER, SessionState.PAUSED, false, DAY, null);
    }

    private static void treatment(
            String id,
            String patient,
            SessionState state,
            boolean interrupted,
            @Nullable Instant started,
            @Nullable Instant ended) {
        region.execute(
                """
                insert into treatment (session, facility, reported_at, version, state, interrupted, pseudonym, devices,
                    planned_begin, planned_end, started, ended)
                values (?, 'facility-1', ?, 7, ?, ?, ?, 'A-01-hd', ?, ?, ?::timestamptz, ?::timestamptz)""", id(id), DAY, state.ordinal(), interrupted, patient, DAY, DAY.plusSeconds(14_400), started, ended);
    }

    @AfterAll
    static void stop() {
        region.close();
    }

    private static String id(String letter) {
        return letter.repeat(32);
    }

    private static void assertFound(String search, String... letters) {
        var expected = new String[letters.length];
        for (var i = 0; i < letters.length; i++) {
            expected[i] = id(letters[i]);
        }
        assertThat(ids(region.search("/Procedure?" + search))).as(search).containsExactly(expected);
    }

    @Test
    void aProcedureIsReadAsItWasReported() {
        var procedure = region.read(Procedure.class, "/Procedure/" + id("b"));

        assertThat(procedure.getStatus().toCode()).isEqualTo("stopped");
        assertThat(procedure.getMeta().getVersionId()).isEqualTo("7");
        assertThat(procedure.getSubject().getReference()).isEqualTo("Patient/" + "e".repeat(32));
        assertThat(procedure.getUsedReferenceFirstRep().getReference()).isEqualTo("Device/facility-1.A-01-hd");
        assertThat(procedure.getPerformedPeriod().getStart()).isEqualTo(DAY.plusSeconds(172_800));
        assertThat(region.get("/Procedure/" + "0".repeat(32)).statusCode()).isEqualTo(404);
    }

    @Test
    void treatmentsAreFoundByPatientStatusAndDate() {
        var patient = "patient=" + "e".repeat(32);
        assertFound(patient, "a", "b", "c", "d");
        assertFound("subject=Patient/" + "f".repeat(32), "e");
        assertFound("patient=" + "0".repeat(32));
        assertFound(patient + "&status=completed", "a");
        assertFound("status=in-progress,on-hold", "c", "e");
        assertFound("status=entered-in-error");
        assertFound(patient + "&date=2026-05-04", "a");
        assertFound(patient + "&date=ge2026-05-06", "b", "c");
        assertFound(patient + "&date=gt2026-05-06", "c");
        assertFound(patient + "&date=lt2026-05-06", "a");
        assertFound(patient + "&date=le2026-05-06", "a", "b");
        assertFound(patient + "&date=sa2026-05-06", "c");
        assertFound(patient + "&date=eb2026-05-06", "a");
        assertFound(patient + "&date=ge2026-05-06&date=lt2026-05-08&status=stopped", "b");
        assertFound("_id=" + id("d"), "d");
        assertThat(region.get("/Procedure?status=zzz").statusCode()).isEqualTo(400);
        assertThat(region.get("/Procedure?code=302497006").statusCode()).isEqualTo(400);
    }

    @Test
    void pagesFollowEachOther() {
        var first = region.search("/Procedure?_count=3");
        var second = region.search(first.getLink("next").getUrl());

        assertThat(ids(first)).containsExactly(id("a"), id("b"), id("c"));
        assertThat(ids(second)).containsExactly(id("d"), id("e"));
        assertThat(second.getLink("next")).isNull();
    }
}
