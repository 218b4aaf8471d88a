package io.mededge.infra.systemtest.rules.offending.edge.patient;

/** A type that names a patient, as a record: it would print what it holds. */
public record Name(String family) {
    public String reveal(Purpose purpose) {
        return purpose == Purpose.CARE ? family : "";
    }

    public enum Purpose {
        CARE
    }
}
