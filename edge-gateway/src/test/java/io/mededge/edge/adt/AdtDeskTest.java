package io.mededge.edge.adt;

import static io.mededge.edge.adt.AdtText.NUMBER;
import static io.mededge.edge.adt.AdtText.field;
import static io.mededge.edge.adt.AdtText.message;
import static io.mededge.edge.adt.AdtText.pid;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.adt.Authorities.Entry;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.patient.TestHospital;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdtDeskTest {
    private static final String ADA = pid(NUMBER, "Example^Ada", "19501231");

    static final Authorities AUTHORITIES = new Authorities(List.of(
            new Entry("HOSP", "MR", Optional.of("urn:oid:2.999.1")),
            new Entry("2.999.7", "NI", Optional.of("urn:oid:2.999.7")),
            new Entry("INSURER", "MR", Optional.empty())));

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private TestHospital hospital;
    private AdtDesk desk;

    @BeforeEach
    void open() throws IOException {
        hospital = TestHospital.open(folder);
        desk = new AdtDesk(
                hospital.records(), AUTHORITIES, CharacterSet.UTF_8, "facility-1", faults, InstantSource.system());
    }

    @AfterEach
    void close() {
        hospital.close();
    }

    private String answer(String message) {
        return answer(message, UTF_8);
    }

    private String answer(String message, Charset charset) {
        return new String(desk.answer(message.getBytes(charset)), charset);
    }

    private void assertAnswer(String message, String code, FaultCode fault, String error) {
        var before = faults.total(fault);
        var answer = answer(message);
        assertThat(field(answer, "MSA", 1)).as(answer).isEqualTo(code);
        assertThat(field(answer, "ERR", 3)).as(answer).isEqualTo(error + "^^HL70357");
        assertThat(field(answer, "ERR", 5)).startsWith(fault.label() + "^");
        assertThat(faults.total(fault)).isEqualTo(before + 1);
    }

    @Test
    void aPatientIsAdmittedAndAmendedAndTheAnswerIsForTheSender() {
        var answer = answer(message("1", "A01^ADT_A01", ADA, "PV1|1|O|DIALYSIS^A-01"));

        assertThat(field(answer, "MSA", 1)).isEqualTo("AA");
        assertThat(field(answer, "MSA", 2)).isEqualTo("1");
        assertThat(field(answer, "MSH", 4)).isEqualTo("facility-1");
        assertThat(field(answer, "MSH", 5)).isEqualTo("ADT1");
        assertThat(field(answer, "MSH", 6)).isEqualTo("HOSPITAL");
        assertThat(field(answer, "MSH", 9)).isEqualTo("ACK^A01^ACK");
        assertThat(field(answer, "MSH", 12)).isEqualTo("2.5");
        assertThat(answer).doesNotContain("ERR").endsWith("\r");
        assertThat(hospital.people()).containsExactly("Example, Ada, 1950-12-31");
        assertThat(hospital.at("A-01"))
                .as("a location ties nobody to a machine")
                .isEmpty();

        answer(message("2", "A08", pid(NUMBER, "Newname^Ada", "19501231")));
        assertThat(hospital.people()).containsExactly("Newname, Ada, 1950-12-31");
        assertThat(hospital.history("Newname")).containsExactly("ADMITTED hospital-system", "AMENDED hospital-system");
        assertThat(field(answer(message("3", "A04", pid("4712^^^HOSP", "Two^Bo", "19600229"))), "MSA", 1))
                .isEqualTo("AA");
        assertThat(hospital.people()).hasSize(2);
    }

    @Test
    void twoRecordsAreJoinedAndParted() {
        answer(message("1", "A01", pid("1^^^HOSP^MR", "Example^Ada", "19501231")));
        hospital.associate("A-01", "Example");
        var joined = answer(
                message("2", "A40^ADT_A39", pid("2^^^HOSP^MR", "Example-Two^Ada", "19501231"), "MRG|1^^^HOSP^MR"));
        assertThat(field(joined, "MSA", 1)).as(joined).isEqualTo("AA");
        assertThat(hospital.at("A-01")).contains("Example-Two, Ada, 1950-12-31");
        hospital.tick();
        assertThat(hospital.links()).hasSize(1);
        var parted = answer(message(
                "3",
                "A37",
                pid("1^^^HOSP^MR", "Example^Ada", "19501231"),
                pid("2^^^HOSP^MR", "Example-Two^Ada", "19501231")));
        assertThat(field(parted, "MSA", 1)).as(parted).isEqualTo("AA");
        assertThat(hospital.people()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "19501231, true",
        "195012311530, true",
        "19501231153000.1234+0100, true",
        "19520229, true",
        "19510229, false",
        "195012, false",
        "1950, false",
        "1950-12-31, false",
        "31.12.1950, false",
        "19501331, false",
        "21501231, false",
        "18500101, false",
        "\"\", false",
        "'', false"
    })
    void aDateOfBirthIsADayOfTheCalendar(String born, boolean right) {
        var answer = answer(message("1", "A01", pid(NUMBER, "Example^Ada", born)));

        assertThat(field(answer, "MSA", 1)).isEqualTo(right ? "AA" : "AE");
        assertThat(hospital.people()).hasSize(right ? 1 : 0);
        assertThat(answer).doesNotContain("Ada");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ADT^A03|1|P|2.5; AR; ADT_NOT_FOR_US; 201",
                "ADT^A24|1|P|2.5; AR; ADT_NOT_FOR_US; 201",
                "ADT|1|P|2.5; AR; ADT_NOT_FOR_US; 201",
                "ORU^R01|1|P|2.5; AR; ADT_NOT_FOR_US; 200",
                "ADT^A01|1|T|2.5; AR; ADT_NOT_FOR_US; 202",
                "ADT^A01|1|P|2.2; AR; ADT_NOT_FOR_US; 203",
                "ADT^A01|1|P|2.8; AR; ADT_NOT_FOR_US; 203",
                "ADT^A01|1|P; AR; ADT_NOT_FOR_US; 203",
                "ADT^A01||P|2.5; AE; ADT_CONTENT_WRONG; 101",
                "ADT^A01|1|P|2.5||||||KOI8-R; AR; ADT_UNREADABLE; 103"
            })
    void whatIsNotForUsIsRejected(String header, String code, FaultCode fault, String error) {
        assertAnswer("MSH|^~\\&|ADT1|HOSPITAL|||20260301||" + header + "\r" + ADA + "\r", code, fault, error);
        assertThat(hospital.people()).isEmpty();
    }

    @Test
    void aMessageWithoutAHeaderIsRejected() {
        for (var garbage : List.of("", "\r", "MSH", "MSH|^~\\&", "MSHA^~\\&A", "MSH|^^\\&|", "PID|1", "\0\1\2 x")) {
            var answer = answer(garbage);
            assertThat(field(answer, "MSA", 1)).as(garbage).isEqualTo("AR");
            assertThat(field(answer, "ERR", 5)).as(garbage).matches("ME-65[12]\\^.*");
        }
        assertThat(hospital.people()).isEmpty();
    }

    @Test
    void contentThatCannotBeKeptIsAnError() {
        assertAnswer(message("1", "A01"), "AE", FaultCode.ADT_CONTENT_WRONG, "100");
        assertAnswer(message("2", "A01", ADA, ADA), "AE", FaultCode.ADT_CONTENT_WRONG, "100");
        assertAnswer(message("3", "A40", ADA), "AE", FaultCode.ADT_CONTENT_WRONG, "100");
        assertAnswer(message("4", "A01", pid("", "Example^Ada", "19501231")), "AE", FaultCode.ADT_CONTENT_WRONG, "101");
        assertAnswer(message("5", "A01", pid(NUMBER, "Example", "19501231")), "AE", FaultCode.ADT_CONTENT_WRONG, "102");
        assertAnswer(message("6", "A01", pid(NUMBER, "\"\"", "19501231")), "AE", FaultCode.ADT_CONTENT_WRONG, "102");
        assertAnswer(message("7", "A08", ADA), "AE", FaultCode.ADT_PATIENT_REFUSED, "204");
        assertAnswer(
                message("8", "A01", pid("1^^^HOSP~".repeat(21) + "2", "Example^Ada", "19501231")),
                "AE",
                FaultCode.ADT_CONTENT_WRONG,
                "102");
        assertAnswer(message("9", "A01", "lorem ipsum", ADA), "AR", FaultCode.ADT_UNREADABLE, "100");
        assertThat(hospital.people()).isEmpty();
    }

    @Test
    @Hazard("H-001")
    void numbersCountWithTheirAuthorityOnly() {
        var unknown = "4711^^^ELSEWHERE^MR";
        assertAnswer(
                message("1", "A01", pid(unknown, "Example^Ada", "19501231")),
                "AE",
                FaultCode.ADT_AUTHORITY_UNKNOWN,
                "204");
        assertAnswer(
                message("2", "A01", pid(NUMBER + "~" + unknown, "Example^Ada", "19501231")),
                "AE",
                FaultCode.ADT_AUTHORITY_UNKNOWN,
                "204");
        assertAnswer(
                message("3", "A01", pid("4711", "Example^Ada", "19501231")),
                "AE",
                FaultCode.ADT_AUTHORITY_UNKNOWN,
                "204");
        assertAnswer(
                message("4", "A01", pid("7^^^INSURER^MR", "Example^Ada", "19501231")),
                "AE",
                FaultCode.ADT_CONTENT_WRONG,
                "101");
        var several = "7^^^INSURER^MR~N1^^^&2.999.7&ISO^NI~V9^^^HOSP^VN~" + NUMBER;
        assertThat(field(answer(message("5", "A01", pid(several, "Example^Ada", "19501231"))), "MSA", 1))
                .isEqualTo("AA");
        // under the number whose authority comes first
        assertThat(field(answer(message("6", "A08", pid(NUMBER, "Newname^Ada", "19501231"))), "MSA", 1))
                .isEqualTo("AA");
        assertAnswer(
                message("7", "A08", pid("N1^^^2.999.7^NI", "Newname^Ada", "19501231")),
                "AE",
                FaultCode.ADT_PATIENT_REFUSED,
                "204");
        assertThat(hospital.people()).containsExactly("Newname, Ada, 1950-12-31");
    }

    @Test
    void eachCharacterSetIsReadAsItIsAndNothingIsGuessed() {
        var name = pid(NUMBER, "Gröbe^Šárka", "19501231");
        answer(message("1", "A01", name));
        assertThat(hospital.people()).containsExactly("Gröbe, Šárka, 1950-12-31");

        var latin =
                message("2", "A08", pid(NUMBER, "Größe^Zoë", "19501231")).replace("|P|2.5\r", "|P|2.3||||||8859/1\r");
        var answer = answer(latin, ISO_8859_1);
        assertThat(field(answer, "MSA", 1)).as(answer).isEqualTo("AA");
        assertThat(field(answer, "MSH", 18)).isEqualTo("8859/1");
        assertThat(hospital.people()).containsExactly("Größe, Zoë, 1950-12-31");

        var undeclared = message("3", "A08", pid(NUMBER, "Größer^Zoë", "19501231"));
        assertThat(field(answer(undeclared, ISO_8859_1), "MSA", 1)).isEqualTo("AR");
        var ascii =
                message("4", "A08", pid(NUMBER, "Größer^Zoë", "19501231")).replace("|P|2.5\r", "|P|2.6||||||ASCII\r");
        assertThat(field(answer(ascii), "MSA", 1)).isEqualTo("AR");
        assertThat(hospital.people()).containsExactly("Größe, Zoë, 1950-12-31");
    }

    @Test
    void otherSeparatorsAndEscapesAreRead() {
        answer("MSH#!$*%#ADT1#HOSPITAL###20260301##ADT!A01!ADT_A01#1#P#2.6\r"
                + "PID#1##4711!!!HOSP!MR##Ex*F*am*T*ple%own%of!Ada!M##19501231\r");
        assertThat(hospital.people()).containsExactly("Ex#am%ple, Ada, 1950-12-31");
    }

    @Test
    void theLegalNameCounts() {
        answer(message("1", "A01", pid(NUMBER, "Maiden^Ada^^^^^M~Legal^Ada^^^^^L", "19501231")));
        assertThat(hospital.people()).containsExactly("Legal, Ada, 1950-12-31");
    }

    @Test
    @Hazard("H-008")
    void aMessageThatComesAgainIsAnsweredAlikeAndChangesNothing() throws IOException {
        answer(message("1", "A01", ADA));
        answer(message("2", "A08", pid(NUMBER, "Newname^Ada", "19501231")));
        var wrong = message("3", "A08", pid(NUMBER, "Newname^Ada", "1950"));
        assertThat(field(answer(wrong), "MSA", 1)).isEqualTo("AE");
        close();
        open();
        assertThat(field(answer(message("1", "A01", ADA)), "MSA", 1)).isEqualTo("AA");
        assertThat(hospital.people()).as("an old message").containsExactly("Newname, Ada, 1950-12-31");
        var again = answer(message("3", "A08", pid(NUMBER, "Third^Ada", "19501231")));
        assertThat(field(again, "MSA", 1)).isEqualTo("AE");
        assertThat(field(again, "ERR", 2)).isEqualTo("PID^1^7");
        assertThat(hospital.people()).containsExactly("Newname, Ada, 1950-12-31");
        assertThat(desk.repeated()).isEqualTo(2);
    }

    @Test
    @Hazard("H-009")
    void nothingOfAPatientIsInAnAnswerOrInTheLog() {
        var lines = new ArrayList<String>();
        var listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage() + Arrays.toString(line.getParameters()) + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var root = Logger.getLogger("");
        root.addHandler(listener);
        try {
            var id = 0;
            for (var segment : List.of(
                    pid("ZXQ-1^^^ELSEWHERE", "Zxqfamily^Zxqgiven", "19310719"),
                    pid(NUMBER, "Zxqfamily^Zxqgiven", "1931"),
                    pid(NUMBER, "Zxqfamily", "19310719"),
                    "Zxqfamily",
                    "PID|1||ZXQ-1^^^HOSP^MR~~~~\\\\\\&&&^^^Zxqfamily")) {
                var answer = answer(message("Z" + id++, "A08", segment));
                assertThat(field(answer, "MSA", 1)).isNotEqualTo("AA");
                assertThat(answer).doesNotContainIgnoringCase("zxq").doesNotContain("1931");
            }
        } finally {
            root.removeHandler(listener);
        }
        assertThat(String.join("\n", lines)).doesNotContainIgnoringCase("zxq").doesNotContain("1931");
    }
}
