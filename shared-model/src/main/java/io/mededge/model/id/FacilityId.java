package io.mededge.model.id;

/** A facility (hospital, dialysis centre), unique within its region. */
public record FacilityId(String value) {
    /** @throws IllegalArgumentException if it is not 1 to 48 letters, digits or hyphens */
    public FacilityId {
        Token.check("a facility id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
