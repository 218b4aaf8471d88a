package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mededge.edge.profile.Finding.Severity;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileLinterTest {
    @Test
    @Hazard("H-004")
    void theDemonstrationsRegisterMapIsRefusedInManyPlaces() throws IOException {
        var result = ProfileLoader.parse("demonstration-hd.yaml", resource("/lint/demonstration-hd.yaml"));

        assertThat(result).isInstanceOf(ProfileLoader.Result.Invalid.class);
        assertThat(result.findings())
                .extracting(Finding::line, finding -> finding.rule().id())
                .containsExactlyInAnyOrder(
                        tuple(6, "snomed-check-digit"),
                        tuple(16, "meaning-of-code"),
                        tuple(16, "loinc-not-vital"),
                        tuple(14, "unit-of-code"),
                        tuple(21, "arterial-sign"),
                        tuple(24, "loinc-check-digit"),
                        tuple(32, "meaning-of-code"),
                        tuple(32, "loinc-not-vital"),
                        tuple(32, "circuit-as-patient"),
                        tuple(38, "range-too-coarse"),
                        tuple(41, "meaning-of-code"),
                        tuple(41, "loinc-not-vital"),
                        tuple(41, "circuit-as-patient"),
                        tuple(47, "range-too-coarse"),
                        tuple(48, "unit-of-code"),
                        tuple(50, "meaning-of-code"),
                        tuple(50, "loinc-not-vital"),
                        tuple(58, "range-missing"));
    }

    /** One point that breaks one rule, the key whose line is told is the last one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is recorded
                "unit: mL; plausible: 0..100; on-change: {max-silence: 60s, deadband: 6} | deadband-too-wide",
                "unit: mL; plausible: 0..100; scale: 0.5; on-change: {max-silence: 60s, deadband: 0.4} | deadband-without-effect",
                "type: bit; category: state; on-change: {max-silence: 60s, deadband: 1} | contradiction",
                "type: s16; unit: mm[Hg]; plausible: -100..100; on-change: {max-silence: 60s} | on-change-of-danger",
                "type: u16; kind: bits; category: state; on-change: {max-silence: 60s} | on-change-of-danger",
                "type: s16; unit: mm[Hg]; plausible: -100..100; use: technical | technical-of-danger",
                "type: u16; kind: bits; category: state; use: technical | technical-of-danger",
                "type: u16; unit: /min; plausible: 20..250; category: vital-sign; loinc: 8867-4; use: technical | technical-of-danger",
                "type: u16; unit: /min; plausible: 20..250; mdc: 149546; reference: MDC_PULS_RATE_NON_INV; use: technical | technical-of-danger",
                // numbers
                "type: u16; unit: mL; plausible: -5..10 | sign-lost",
                "type: u16; offset: -400; unit: mL; plausible: -401..10 | range-beyond-type",
                "type: u16; unit: mL; scale: 0.1; plausible: 0..7000 | range-beyond-type",
                "type: s16; unit: mL; scale: -1; plausible: 0..32769 | range-beyond-type",
                "type: bcd; unit: mL; plausible: 0..10000 | range-beyond-type",
                "type: bits; width: 3; unit: mL; plausible: 0..8 | range-beyond-type",
                "type: u16; unit: Cel; plausible: 35..38; scale: 100 | range-too-coarse",
                "type: s16; unit: mL; plausible: 0..10; invalid: [65535] | invalid-marker",
                "type: f32; unit: mL; plausible: 0..10; invalid: [65535] | invalid-marker",
                "type: u16; kind: code; choices: [{number: 1, code: A}, {number: 1, code: B}] | choices",
                "type: u16; kind: code; choices: [{number: 1, code: A}, {number: 2, code: A}] | choices",
                "type: bits; width: 2; kind: code; choices: [{number: 4, code: A}] | choices",
                "type: string; width: 1; choices: [{number: 1, text: ABC, code: A}] | choices",
                // signs
                "display: Arterial pressure; unit: 'mm[Hg]'; plausible: 0..400; type: u16 | arterial-sign",
                "display: Arterial pressure; unit: 'mm[Hg]'; plausible: 0..400; type: s16 | arterial-sign",
                "mdc: 158744; reference: MDC_HDIALY_BLD_PRESS_ART; unit: 'mm[Hg]'; plausible: 0..300; type: s16 | arterial-sign",
                "display: TMP; unit: 'mm[Hg]'; plausible: 0..400; type: u16 | tmp-sign",
                // units
                "type: u16; plausible: 0..10; unit: mmHg | unit",
                "type: u16; plausible: 0..10; unit: ml/minute | unit",
                "type: u16; plausible: 0..10; mdc: 158720; reference: MDC_HDIALY_MACH_THERAPY_TIME; unit: s | unit-of-code",
                "type: u16; plausible: 0..10; mdc: 158740; reference: MDC_HDIALY_BLD_PUMP_BLOOD_FLOW_RATE; unit: ml/min | unit-of-code",
                "type: u16; plausible: 0..10; reference: MDC_HDIALY_DIALYSATE_COND; unit: Cel | unit-of-code",
                "type: u16; unit: mS/cm; reference: MDC_HDIALY_DIALYSATE_COND; plausible: 130..150 | range-unlikely",
            })
    void aWrongNumberSignOrUnitIsFoundOnItsLine(String keys, String rule) {
        assertFound(keys, rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: u16; unit: /min; plausible: 20..250; category: vital-sign; loinc: 8867-5 | loinc-check-digit",
                "type: u16; unit: /min; plausible: 20..250; category: vital-sign; loinc: pulse | loinc-check-digit",
                "type: u16; unit: /min; plausible: 20..250; loinc: 72514-3 | loinc-not-vital",
                "type: u16; unit: /min; plausible: 20..250; category: vital-sign; loinc: 9279-1 | code-unproven",
                "type: u16; unit: /min; plausible: 20..250; category: vital-sign; mdc: 149546; reference: MDC_PULS_RATE_NON_INV; loinc: 8480-6 | meaning-of-code",
                "type: u16; unit: 'mm[Hg]'; plausible: 30..280; category: vital-sign; loinc: 60956-0 | meaning-of-code",
                "type: u16; unit: mL; plausible: 0..10; snomed: 108662001 | snomed-check-digit",
                "type: u16; unit: mL; plausible: 0..10; snomed: 401000124105 | snomed-us-only",
                "type: u16; unit: mL/min; plausible: 0..600; reference: MDC_HDIALY_BLD_PUMP_BLOOD_FLOW_RATE_SETTING; mdc: 16935956 | setting-of-measurement",
                "type: u16; unit: mL/min; plausible: 0..600; category: setting; reference: MDC_HDIALY_BLD_PUMP_BLOOD_FLOW_RATE; mdc: 158740 | setting-of-measurement",
                "type: u16; unit: mL/h; plausible: 0..20; reference: MDC_HDIALY_ANTICOAG_INFUS_RATE_SETTING | setting-of-measurement",
                "type: u16; unit: mS/cm; plausible: 0..20; category: setting; reference: MDC_HDIALY_DIALYSATE_COND | setting-of-measurement",
                "type: u16; unit: mL/min; plausible: 0..600; mdc: 158740; reference: MDC_HDIALY_UF_RATE | reference-of-code",
                "type: u16; unit: mL; plausible: 0..10; reference: MDC_EVT_HI; mdc: 196648 | code-partition",
                "type: u16; unit: mL/min; plausible: 0..1000; reference: MDC_HDIALY_DIALYSATE_FLOW_RATE; mdc: 158792 | code-unproven",
                "type: u16; unit: mL; plausible: 0..10; mdc: 158740 | contradiction",
                "type: u16; unit: 'mm[Hg]'; plausible: 0..10; sign: unknown; reference: MDC_HDIALY_BLD_PRESS_ART; mdc: 158744 | contradiction",
                // patient or circuit
                "display: Venous pressure; type: s16; unit: 'mm[Hg]'; plausible: -10..300; mdc: 150021; reference: MDC_PRESS_BLD_NONINV_SYS; category: measurement | circuit-as-patient",
                "display: Dialysate temperature; type: u16; unit: Cel; plausible: 20..45; loinc: 8310-5; category: vital-sign | circuit-as-patient",
                "type: u16; unit: mL; id: x | range-missing",
            })
    void aWrongCodeIsFoundOnItsLine(String keys, String rule) {
        assertFound(keys, rule);
    }

    private static void assertFound(String keys, String rule) {
        var lines = Arrays.asList(keys.split("; ", -1));
        var id = keys.contains("id: ") && keys.endsWith("id: x") ? "- " : "- id: x\n    ";
        var yaml = "profile: p\nversion: 1\npoints:\n  " + id + "area: input\n    address: 0\n    "
                + String.join("\n    ", lines) + "\n";

        var findings = ProfileLoader.parse("test.yaml", yaml).findings();

        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.rule().id()).isEqualTo(rule);
            assertThat(finding.place()).isEqualTo("points x");
        });
        assertThat(findings)
                .filteredOn(finding -> finding.rule().id().equals(rule))
                .extracting(finding -> yaml.split("\n", -1)[finding.line() - 1].strip())
                .allSatisfy(line -> assertThat(lines).contains(line));
    }

    @Test
    void registersThatTwoPointsReadAreFound() {
        var findings = lint("""
                profile: p
                version: 1
                points:
                  - {id: a, area: input, address: 0, type: u32, unit: mL, plausible: 0..10}
                  - {id: b, area: input, address: 1, type: u16, unit: mL, plausible: 0..10}
                  - {id: c, area: holding, address: 1, type: u16, unit: mL, plausible: 0..10}
                  - {id: flags, area: input, address: 2, type: u32, kind: bits}
                  - {id: flag, area: input, address: 2, type: bit, bit: 3}
                  - {id: mode, area: input, address: 2, type: bits, bit: 4, width: 3, unit: "1", plausible: 0..7}
                  - {id: again, area: input, address: 2, type: bit, bit: 6}
                  - {id: d, area: input, address: 207, type: u16, unit: mL, plausible: 0..10}
                  - {id: c, area: coil, address: 1}
                events: {counter: {area: input, address: 100}, address: 200, slots: 2}
                """);

        assertThat(findings)
                .extracting(Finding::headline, finding -> finding.rule().id())
                .containsExactly(
                        tuple(
                                "test.yaml:5: points b: register 1 is also read by a, register 0 to 1",
                                "register-overlap"),
                        tuple(
                                "test.yaml:10: points again: register 2 from bit 6 is also read by mode, register 2 from bit 4",
                                "register-overlap"),
                        tuple("test.yaml:11: points d: register 207 is inside the event list", "register-overlap"),
                        tuple("test.yaml:12: points c: two points are named c", "duplicate-metric"));
    }

    @Test
    void warningsDoNotRefuseAProfile() {
        var yaml =
                "profile: p\nversion: 1\ndevice-type: '70929'\npoints: [{id: x, area: input, address: 0, unit: mL}]\n";
        var result = ProfileLoader.parse("test.yaml", yaml);

        assertThat(result).isInstanceOf(ProfileLoader.Result.Valid.class);
        assertThat(result.findings())
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING))
                .extracting(finding -> finding.rule().id())
                .containsExactly("code-unproven", "range-missing");
        assertThat(lint(yaml.replace("70929", "158740")))
                .extracting(finding -> finding.rule().id())
                .contains("code-partition");
    }

    @Test
    void aPressureOfThePatientIsNotTakenForOneOfTheCircuit() {
        assertThat(lint("""
                profile: p
                version: 1
                points:
                  - {id: map, display: Mean arterial pressure, area: input, address: 0, type: u16, unit: "mm[Hg]", plausible: 30..280, category: vital-sign, loinc: 8478-0}
                  - {id: post-pump-arterial-pressure, area: input, address: 1, type: u16, unit: "mm[Hg]", plausible: 0..280}
                """)).isEmpty();
    }

    @Test
    void checkDigitsAgreeWithPublishedCodes() {
        for (var code : List.of(
                "8480-6", "8462-4", "8478-0", "8867-4", "8310-5", "85354-9", "33438-3", "60956-0", "2164-2",
                "29463-7")) {
            assertThat(CheckDigits.loinc(code.substring(0, code.indexOf('-'))))
                    .as(code)
                    .isEqualTo(code.charAt(code.length() - 1) - '0');
        }
        assertThat(CheckDigits.loinc("75992")).isNotEqualTo(9);
        for (var code :
                List.of("302497006", "233575001", "233586004", "698074000", "252076005", "445940005", "401000124105")) {
            assertThat(CheckDigits.isSnomed(code)).as(code).isTrue();
            for (var i = 1; i < 10; i++) {
                var wrong = code.substring(0, code.length() - 1) + (code.charAt(code.length() - 1) - '0' + i) % 10;
                assertThat(CheckDigits.isSnomed(wrong)).as(wrong).isFalse();
            }
        }
        assertThat(CheckDigits.isSnomed("108662001")).isFalse();
    }

    @Test
    void unitsAreThoseOfUcum() {
        for (var unit : List.of(
                "mm[Hg]",
                "mL/min",
                "mL/h",
                "mS/cm",
                "Cel",
                "/min",
                "1",
                "%",
                "L",
                "kg",
                "mL/h/kg",
                "mmol/L",
                "10*3/uL",
                "cm[H2O]",
                "kPa",
                "{score}",
                "mL/min/{1.73_m2}",
                "m2",
                "s-1",
                "[IU]/mL",
                "dal",
                "(mL.h)/kg",
                "W.h")) {
            assertThat(Ucum.isValid(unit)).as(unit).isTrue();
        }
        for (var unit : List.of(
                "",
                "mmHg",
                "ml/minute",
                "°C",
                "C°",
                "mL//h",
                "mL/",
                ".mL",
                "mL h",
                "[hg]",
                "(mL",
                "mL)",
                "{x",
                "kmin",
                "m0",
                "xyz")) {
            assertThat(Ucum.isValid(unit)).as(unit).isFalse();
        }
        assertThat(Ucum.sameQuantity("mL/min", "L/h")).isTrue();
        assertThat(Ucum.sameQuantity("mm[Hg]", "kPa")).isTrue();
        assertThat(Ucum.sameQuantity("mS/cm", "A2.s3/m3/kg")).isTrue();
        assertThat(Ucum.sameQuantity("mL/min", "mL")).isFalse();
    }

    @Test
    void everyRuleIsExplainedInTheReference() throws IOException {
        var reference = Files.readString(Path.of("../docs/reference/profiles.md"));
        for (var rule : Rule.values()) {
            assertThat(reference)
                    .contains("| `%s` | %s | %s | %s |"
                            .formatted(
                                    rule.id(),
                                    rule.severity().name().toLowerCase(java.util.Locale.ROOT),
                                    rule.why(),
                                    rule.remedy()));
        }
    }

    private static List<Finding> lint(String yaml) {
        return ProfileLoader.parse("test.yaml", yaml).findings();
    }

    static String resource(String name) throws IOException {
        try (var stream = Objects.requireNonNull(ProfileLinterTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
