package io.mededge.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.safety.Hazard;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

@Hazard("H-009")
class PersonalTest {
    private static final List<String> PLANTED = List.of("Zxqgiven", "Zxqfamily", "1931-07-19", "ZXQ-4711");

    private final Patient patient = new Patient(
            PatientId.random(),
            Personal.of(PLANTED.get(0)),
            Personal.of(PLANTED.get(1)),
            Personal.of(LocalDate.parse(PLANTED.get(2))),
            new Identifier("urn:oid:2.999.1", "MR", PLANTED.get(3)),
            new Pseudonym("0".repeat(64)));

    @Test
    void printsNothingOfWhatItHolds() {
        var printed = String.format(
                "%s %s %s %s %s %s",
                patient,
                patient.given(),
                patient.family(),
                patient.birthDate(),
                patient.identifier(),
                patient.identifier().value());
        assertThat(printed).doesNotContainIgnoringCase("zxq").doesNotContain("1931");
    }

    @Test
    void aSerializerSeesNothing() throws JsonProcessingException {
        var json = new ObjectMapper()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .findAndRegisterModules()
                .writeValueAsString(List.of(patient, patient.given(), patient.birthDate(), patient.identifier()));
        assertThat(json).doesNotContainIgnoringCase("zxq").doesNotContain("1931");
    }

    @Test
    void cannotBeGuessedByComparing() {
        assertThat(Personal.of("Zxqgiven")).isNotEqualTo(patient.given());
    }

    @Test
    void givesItsValueForAPurpose() {
        assertThat(patient.given().reveal(Purpose.ADMISSION)).isEqualTo("Zxqgiven");
        assertThat(patient.initials()).isEqualTo("ZZ");
    }

    @Test
    void initialsAreWholeLettersAlsoOutsideTheBasicPlane() {
        var rare = new Patient(
                patient.id(),
                Personal.of("𐐨mma"),
                Personal.of("ßen"),
                patient.birthDate(),
                patient.identifier(),
                patient.pseudonym());
        assertThat(rare.initials()).isEqualTo("𐐀SS");
    }
}
