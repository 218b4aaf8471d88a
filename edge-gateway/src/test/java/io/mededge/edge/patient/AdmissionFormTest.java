package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.safety.Hazard;
import java.time.LocalDate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionFormTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);
    private static final String SYSTEM = "urn:oid:2.999.1";

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("given", new AdmissionForm(" ", "Example", "1950-12-31", SYSTEM, "", "1")),
                Arguments.of("given", new AdmissionForm("A\u0000", "Example", "1950-12-31", SYSTEM, "", "1")),
                Arguments.of("family", new AdmissionForm("Ada", "x".repeat(81), "1950-12-31", SYSTEM, "", "1")),
                Arguments.of("birthDate", new AdmissionForm("Ada", "Example", "31.12.1950", SYSTEM, "", "1")),
                Arguments.of("birthDate", new AdmissionForm("Ada", "Example", "2026-03-02", SYSTEM, "", "1")),
                Arguments.of("birthDate", new AdmissionForm("Ada", "Example", "1879-12-31", SYSTEM, "", "1")),
                Arguments.of("identifier.system", new AdmissionForm("Ada", "Example", "1950-12-31", "", "", "1")),
                Arguments.of("identifier.type", new AdmissionForm("Ada", "Example", "1950-12-31", SYSTEM, "mr!", "1")),
                Arguments.of("identifier.value", new AdmissionForm("Ada", "Example", "1950-12-31", SYSTEM, "", " ")));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void namesTheFieldThatIsWrong(String field, AdmissionForm form) {
        assertThat(form.complaint(TODAY).orElseThrow()).startsWith(field + " must ");
    }

    @Test
    void hasNoComplaintAboutWhatIsRight() {
        assertThat(new AdmissionForm("Zoë", "O'Neil-日本", "2026-03-01", SYSTEM, "", "00-1").complaint(TODAY))
                .isEmpty();
    }

    @Property(tries = 500)
    @Hazard("H-009")
    void neverRepeatsWhatWasEntered(
            @ForAll @StringLength(max = 100) String given,
            @ForAll @StringLength(max = 100) String date,
            @ForAll @StringLength(max = 100) String identifier) {
        var form = new AdmissionForm("Q7" + given, "Q7x", "Q7" + date, SYSTEM, "", "Q7" + identifier);
        assertThat(form.complaint(TODAY).orElseThrow()).doesNotContain("Q7");
        assertThat(form.toString()).doesNotContain("Q7");
    }
}
