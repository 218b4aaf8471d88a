package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.edge.identity.Identifier;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is entered to admit a patient, before it is checked. Not a record, so that it cannot be printed. */
final class AdmissionForm {
    static final int MAX_NAME = 80;
    static final int MAX_SYSTEM = 200;
    static final int MAX_IDENTIFIER = 64;

    private static final LocalDate OLDEST = LocalDate.of(1880, 1, 1);
    private static final Pattern SYSTEM = Pattern.compile("[!-~]{1," + MAX_SYSTEM + "}");
    private static final Pattern TYPE = Pattern.compile("[A-Z]{1,8}");

    private final String given;
    private final String family;
    private final String birthDate;
    private final String system;
    private final String type;
    private final String identifier;

    AdmissionForm(String given, String family, String birthDate, String system, String type, String identifier) {
        this.given = given.strip();
        this.family = family.strip();
        this.birthDate = birthDate.strip();
        this.system = system.strip();
        this.type = type.isBlank() ? Identifier.DEFAULT_TYPE : type.strip();
        this.identifier = identifier.strip();
    }

    /** As it comes over HTTP: {@code {"given", "family", "birthDate", "identifier": {"system", "value", "type"?}}}. */
    static AdmissionForm of(JsonNode patient) {
        var identifier = patient.path("identifier");
        return new AdmissionForm(
                JsonBody.text(patient, "given"),
                JsonBody.text(patient, "family"),
                JsonBody.text(patient, "birthDate"),
                JsonBody.text(identifier, "system"),
                JsonBody.text(identifier, "type"),
                JsonBody.text(identifier, "value"));
    }

    /** The first thing that is wrong, in a sentence that names the field and the rule and not the content; empty if all is well. */
    Optional<String> complaint(LocalDate today) {
        if (!text(given, MAX_NAME)) {
            return Optional.of("given must have 1 to " + MAX_NAME + " printable characters");
        }
        if (!text(family, MAX_NAME)) {
            return Optional.of("family must have 1 to " + MAX_NAME + " printable characters");
        }
        try {
            var born = LocalDate.parse(birthDate);
            if (born.isAfter(today) || born.isBefore(OLDEST)) {
                return Optional.of("birthDate must lie between " + OLDEST + " and today");
            }
        } catch (DateTimeException notADate) {
            return Optional.of("birthDate must be a date in the form 1950-12-31");
        }
        if (!SYSTEM.matcher(system).matches()) {
            return Optional.of("identifier.system must name the authority that gave the identifier, in 1 to "
                    + MAX_SYSTEM + " visible ASCII characters, for example urn:oid:2.999.1");
        }
        if (!TYPE.matcher(type).matches()) {
            return Optional.of("identifier.type must be a code of HL7 table 0203, for example MR");
        }
        return text(identifier, MAX_IDENTIFIER)
                ? Optional.empty()
                : Optional.of("identifier.value must have 1 to " + MAX_IDENTIFIER + " printable characters");
    }

    private static boolean text(String text, int max) {
        return !text.isEmpty() && text.length() <= max && text.chars().noneMatch(Character::isISOControl);
    }

    String given() {
        return given;
    }

    String family() {
        return family;
    }

    /** @throws DateTimeException if {@link #complaint} complains */
    LocalDate birthDate() {
        return LocalDate.parse(birthDate);
    }

    Identifier identifier() {
        return new Identifier(system, type, identifier);
    }

    @Override
    public String toString() {
        return "[admission]";
    }
}
