package io.mededge.edge.identity;

import io.mededge.model.id.Pseudonym;
import java.time.LocalDate;
import java.util.Locale;

/** A patient as the facility knows one. Everything that tells who it is is {@link Personal}. */
public final class Patient {
    private final PatientId id;
    private final Personal<String> given;
    private final Personal<String> family;
    private final Personal<LocalDate> birthDate;
    private final Identifier identifier;
    private final Pseudonym pseudonym;

    public Patient(
            PatientId id,
            Personal<String> given,
            Personal<String> family,
            Personal<LocalDate> birthDate,
            Identifier identifier,
            Pseudonym pseudonym) {
        this.id = id;
        this.given = given;
        this.family = family;
        this.birthDate = birthDate;
        this.identifier = identifier;
        this.pseudonym = pseudonym;
    }

    public PatientId id() {
        return id;
    }

    public Personal<String> given() {
        return given;
    }

    public Personal<String> family() {
        return family;
    }

    public Personal<LocalDate> birthDate() {
        return birthDate;
    }

    public Identifier identifier() {
        return identifier;
    }

    /** What the region knows this patient by. */
    public Pseudonym pseudonym() {
        return pseudonym;
    }

    /** First letters of given and family name, in capitals. */
    public String initials() {
        return first(given.reveal(Purpose.BOARD)) + first(family.reveal(Purpose.BOARD));
    }

    private static String first(String name) {
        return name.substring(0, name.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "[patient]";
    }
}
