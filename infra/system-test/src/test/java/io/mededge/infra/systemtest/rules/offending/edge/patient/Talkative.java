package io.mededge.infra.systemtest.rules.offending.edge.patient;

import java.io.Serializable;

/** A type that names a patient: neither final nor silent, open to everyone, and able to be serialised. */
public class Talkative implements Serializable {
    private static final long serialVersionUID = 1;

    public final String family;

    Talkative(String family) {
        this.family = family;
    }

    public String reveal(Name.Purpose purpose) {
        return purpose == Name.Purpose.CARE ? family : "";
    }

    @Override
    public String toString() {
        return "Talkative " + family;
    }
}
