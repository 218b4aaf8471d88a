package io.mededge.model.id;

/** A region: the area of residency whose services hold pseudonymised data of its facilities. */
public record RegionId(String value) {
    /** @throws IllegalArgumentException if it is not 1 to 48 letters, digits or hyphens */
    public RegionId {
        Token.check("a region id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
