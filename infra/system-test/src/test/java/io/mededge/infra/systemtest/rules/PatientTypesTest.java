package io.mededge.infra.systemtest.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.lang.ArchRule;
import io.mededge.model.safety.Hazard;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Types that hold the identity of a patient do not give it away by accident, and whoever reads it on purpose is listed here. */
@Hazard("H-009")
class PatientTypesTest {
    private static final PatientTypeRules RULES = new PatientTypeRules("io.mededge");

    private static final PatientTypeRules OFFENDED =
            new PatientTypeRules(PatientTypeRules.class.getPackageName() + ".offending");

    /** All code that reads who a patient is, and why it must. A new line is a reviewed decision. */
    private static final Map<String, String> READERS = Map.of(
            "edge.identity.Patient.initials", "the facility's own board shows initials",
            "edge.patient.PatientsPage.row", "the facility's own list of patients",
            "edge.patient.RecordsApi.shown", "a locked record, to whoever has given a reason",
            "edge.session.NamedPatient.of", "the pages of sessions name a patient to those who treat",
            "edge.patient.PatientExport.put", "all that is held of a person, for the person",
            "edge.patient.PatientRecord.encode", "stored encrypted, at the facility only",
            "edge.patient.PatientStore.lookup", "a keyed hash finds a patient who is already admitted",
            "edge.identity.Pseudonyms.of", "the pseudonym is computed from the identifier");

    @TestFactory
    Stream<DynamicTest> patientTypesKeepEachRule() {
        return rules(RULES).map(rule -> dynamicTest(rule.getDescription(), () -> rule.check(ProjectClasses.all())));
    }

    @TestFactory
    Stream<DynamicTest> eachRuleFindsAnOffence() {
        return rules(OFFENDED)
                .map(rule -> dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(ProjectClasses.offending())
                                        .hasViolation())
                                .isTrue()));
    }

    @Test
    void onlyTheListedCodeReadsWhoAPatientIs() {
        assertThat(RULES.callersOfReveal(ProjectClasses.all())).containsExactlyInAnyOrderElementsOf(READERS.keySet());
    }

    @Test
    void aReaderIsSeenAlsoInALambdaAndByReference() {
        assertThat(OFFENDED.callersOfReveal(ProjectClasses.offending()))
                .isEqualTo(Set.of(
                        "edge.patient.Reader.read", "edge.patient.Reader.later", "edge.patient.Reader.byReference"));
    }

    private static Stream<ArchRule> rules(PatientTypeRules rules) {
        return Stream.of(
                rules.areFinalClassesAndNoRecords(),
                rules.keepTheirFieldsPrivate(),
                rules.printNothingOfWhatTheyHold(),
                rules.haveNoSerializer());
    }
}
