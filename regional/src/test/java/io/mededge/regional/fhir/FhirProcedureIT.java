package io.mededge.regional.fhir;

import static io.mededge.regional.fhir.FhirRegion.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.session.SessionState;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Procedure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Treatment sessions as Procedures and Encounters, and patients whose records were joined: read and searched. */
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
        assertFoundAs("Procedure", search, letters);
    }

    private static void assertFoundAs(String type, String search, String... letters) {
        var expected = new String[letters.length];
        for (var i = 0; i < letters.length; i++) {
            expected[i] = id(letters[i]);
        }
        assertThat(ids(region.search("/" + type + "?" + search))).as(search).containsExactly(expected);
    }

    @Test
    void aProcedureIsReadAsItWasReported() {
        var procedure = region.read(Procedure.class, "/Procedure/" + id("b"));

        assertThat(procedure.getStatus().toCode()).isEqualTo("stopped");
        assertThat(procedure.getMeta().getVersionId()).isEqualTo("7");
        assertThat(procedure.getSubject().getReference()).isEqualTo("Patient/" + "e".repeat(32));
        assertThat(procedure.getEncounter().getReference()).isEqualTo("Encounter/" + id("b"));
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
    void eachProcedureHasItsEncounter() {
        var encounter = region.read(Encounter.class, "/Encounter/" + id("b"));

        assertThat(encounter.getStatus().toCode()).isEqualTo("finished");
        assertThat(encounter.getClass_().getCode()).isEqualTo("AMB");
        assertThat(encounter.getSubject().getReference()).isEqualTo("Patient/" + "e".repeat(32));
        assertThat(encounter.getPeriod().getEnd()).isEqualTo(DAY.plusSeconds(176_400));
        assertThat(region.get("/Encounter/" + "0".repeat(32)).statusCode()).isEqualTo(404);
        var patient = "patient=" + "e".repeat(32);
        assertFoundAs("Encounter", patient, "a", "b", "c", "d");
        assertFoundAs("Encounter", patient + "&status=finished", "a", "b");
        assertFoundAs("Encounter", "status=in-progress", "c", "e");
        assertFoundAs("Encounter", "status=planned,arrived", "d");
        assertFoundAs("Encounter", patient + "&date=ge2026-05-06&status=finished", "b");
        assertThat(region.get("/Encounter?status=completed").body()).contains("ME-601", "http.status");
        assertThat(region.get("/Encounter?class=AMB").statusCode()).isEqualTo(400);
    }

    /** What came late, twice or was taken back counts by its number only. */
    @Test
    void patientsWhoseRecordsWereJoinedAreLinked() {
        var people = List.of("1".repeat(64), "2".repeat(64), "3".repeat(64));
        people.forEach(one -> region.execute("insert into patient values (?, 'facility-1', '2026-05-01T00:00Z')", one));
        link(9, people.get(0), people.get(1), true);
        link(9, people.get(0), people.get(1), true);
        link(4, people.get(0), people.get(2), true);
        link(5, people.get(1), people.get(2), true);
        link(8, people.get(1), people.get(2), false);

        var replaced = patient("1");
        assertThat(replaced.getActive()).isFalse();
        assertThat(replaced.getLink()).singleElement().satisfies(link -> {
            assertThat(link.getType()).isEqualTo(LinkType.REPLACEDBY);
            assertThat(link.getOther().getReference()).isEqualTo("Patient/" + "2".repeat(32));
        });
        var replacing = patient("2");
        assertThat(replacing.hasActive()).isFalse();
        assertThat(replacing.getLink()).singleElement().satisfies(link -> {
            assertThat(link.getType()).isEqualTo(LinkType.REPLACES);
            assertThat(link.getOther().getReference()).isEqualTo("Patient/" + "1".repeat(32));
        });
        assertThat(patient("3").getLink()).isEmpty();
        var found = region.search("/Patient?_id=" + "1".repeat(32)).getEntryFirstRep();
        assertThat(((Patient) found.getResource()).getLink()).hasSize(1);
    }

    private static Patient patient(String digit) {
        return region.read(Patient.class, "/Patient/" + digit.repeat(32));
    }

    private static void link(long number, String replaced, String replacing, boolean joined) {
        region.execute(
                "insert into patient_link values ('facility-1', ?, ?, ?, ?, ?, 1,"
                        + " (select count(*) + 1 from patient_link))",
                number,
                replaced,
                replacing,
                joined,
                DAY);
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
