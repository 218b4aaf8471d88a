package io.mededge.edge.profile;

import io.mededge.edge.profile.Finding.Severity;
import java.util.Locale;

/** What a profile is held against. Ids are stable; docs/reference/profiles.md lists them with the same words, and a test holds the two together. */
public enum Rule {
    // the form of the file
    UNREADABLE(Severity.ERROR, "Nothing can be read from it.", "Check name, rights and size: at most 1 MiB of UTF-8."),
    NO_YAML(
            Severity.ERROR,
            "What is not YAML has no meaning here.",
            "Correct the syntax at that line; quote texts that hold ': ' or '#'."),
    MISSING_KEY(Severity.ERROR, "There is no default that would be right for every machine.", "Add the key."),
    UNKNOWN_KEY(
            Severity.ERROR, "A misspelt key would silently be without effect.", "Correct its spelling or remove it."),
    VALUE(
            Severity.ERROR,
            "The value has not the form, or is outside the bounds, of this key.",
            "Look the key up in docs/reference/profiles.md."),
    CONTRADICTION(
            Severity.ERROR,
            "Two statements of the profile exclude each other.",
            "Decide which is true and correct the other."),
    DUPLICATE_METRIC(
            Severity.ERROR, "A record tells its values apart by metric id only.", "Give each point an id of its own."),
    // registers and numbers
    REGISTER_OVERLAP(
            Severity.ERROR,
            "One register cannot hold two values: at least one address, type or order is wrong.",
            "Compare both with the machine's register map."),
    RANGE_BEYOND_TYPE(
            Severity.ERROR,
            "The register cannot say what the range allows, so type, scale, offset or range is wrong.",
            "Compare type and scale with the register map, then narrow the range to what can come."),
    RANGE_TOO_COARSE(
            Severity.ERROR,
            "After scaling hardly any register value lies in the range: usually the scale is upside down.",
            "Write the factor from register to unit: a register in hundredths has the scale 0.01, not 100."),
    RANGE_UNLIKELY(
            Severity.ERROR,
            "The whole range lies outside what this quantity can be in this unit.",
            "Check scale and unit; docs/reference/profiles.md lists the ranges."),
    RANGE_MISSING(
            Severity.WARNING,
            "Without a range nothing that the machine says can be doubted.",
            "Add what is plausible, for example plausible: 0..600."),
    INVALID_MARKER(
            Severity.ERROR,
            "The register can never hold this number, so a failed sensor would pass for a value.",
            "Write the marker as the type reads it: 0x8000 of an s16 is -32768."),
    CHOICES(
            Severity.ERROR,
            "A number of the machine must mean one thing, and must be one that the register can say.",
            "Compare the choices with the register map."),
    // what is recorded
    ON_CHANGE_OF_DANGER(
            Severity.ERROR,
            "A pressure, an alarm or a vital sign must be seen with every poll: there a missing value must always mean a fault.",
            "Remove on-change."),
    DEADBAND_TOO_WIDE(
            Severity.ERROR,
            "What differs by less than the deadband never leaves the gateway, and a twentieth of all that can come is no small change.",
            "Narrow the deadband, or the plausible range to what can come."),
    DEADBAND_WITHOUT_EFFECT(
            Severity.WARNING,
            "The deadband is smaller than one step of the register, so each change is recorded all the same.",
            "Leave the deadband out, or make it wider than a step."),
    TECHNICAL_OF_DANGER(
            Severity.ERROR,
            "After an outage a device without clinical values comes last; a pressure, an alarm or a vital sign never may.",
            "Remove use: technical."),
    // signs
    SIGN_LOST(
            Severity.ERROR,
            "An unsigned register cannot hold a value below zero.",
            "Use a signed type if the machine writes one; else sign: unknown, no codes, and a range from 0."),
    ARTERIAL_SIGN(
            Severity.ERROR,
            "Before the pump the pressure is below zero in treatment; taken as positive, a dangerous suction looks normal.",
            "Use a signed type and a range below zero, or sign: unknown and no MDC code; after the pump name it post-pump."),
    TMP_SIGN(
            Severity.ERROR,
            "Transmembrane pressure falls below zero when dialysate is pushed back into the blood.",
            "Use a signed type and a range that begins below zero."),
    // units and codes
    UNIT(
            Severity.ERROR,
            "A unit that is no UCUM code cannot be converted, compared or shown with confidence.",
            "Write UCUM: mm[Hg], mL/min, mS/cm, Cel, /min."),
    UNIT_OF_CODE(
            Severity.ERROR,
            "A code fixes what is measured and its unit; readers rely on both.",
            "Scale to the unit of the code, or remove the code."),
    LOINC_CHECK_DIGIT(
            Severity.ERROR,
            "The last digit of a LOINC code is computed from the others (mod 10): this is no LOINC code.",
            "Look the code up at the source; if in doubt leave it out."),
    SNOMED_CHECK_DIGIT(
            Severity.ERROR,
            "The last digit of a SNOMED CT identifier is computed from the others (Verhoeff): this is no identifier.",
            "Look the code up at the source; if in doubt leave it out."),
    SNOMED_US_ONLY(
            Severity.WARNING,
            "Namespace 1000124 is the US edition; elsewhere nobody knows the code.",
            "Leave it out, or give an MDC code beside it."),
    LOINC_NOT_VITAL(
            Severity.ERROR,
            "Only vital signs of the patient have a proven LOINC code here.",
            "Remove the LOINC code; the MDC code is the primary one."),
    LOINC_MISSING(
            Severity.WARNING,
            "FHIR readers find vital signs by their LOINC code.",
            "Add the LOINC code of the vital sign."),
    MEANING_OF_CODE(
            Severity.ERROR, "The code means something else.", "Remove the code, or use the one of this quantity."),
    CIRCUIT_AS_PATIENT(
            Severity.ERROR,
            "Pressures and temperatures of the machine's circuit are not the patient's; mixed up, they lead to wrong treatment.",
            "Use category measurement and the code of the circuit, or none."),
    SETTING_OF_MEASUREMENT(
            Severity.ERROR,
            "In IEEE 11073 a setting has the code of its measurement plus 2^24: a target would pass for a measured value, or the reverse.",
            "Use the other code of the pair, or correct the category."),
    REFERENCE_OF_CODE(
            Severity.ERROR,
            "The number and the reference id beside it must name the same thing.",
            "Correct one of the two."),
    CODE_PARTITION(
            Severity.ERROR,
            "Measured values and settings are in partition 2 of IEEE 11073-10101, kinds of device in partition 1.",
            "Look the code up; if in doubt leave it out."),
    CODE_UNPROVEN(
            Severity.WARNING,
            "This number is not in the list of codes that were read in a published source.",
            "Leave the number out and keep the reference id until it is proven."),
    ;

    private final Severity severity;
    private final String why;
    private final String remedy;

    Rule(Severity severity, String why, String remedy) {
        this.severity = severity;
        this.why = why;
        this.remedy = remedy;
    }

    /** For example {@code register-overlap}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** Why it matters: one sentence. */
    public String why() {
        return why;
    }

    /** What to do: one sentence. */
    public String remedy() {
        return remedy;
    }
}
