package io.mededge.model.outbound;

/** The name of a product or profile: up to 48 letters, digits, dots, plus signs and hyphens; no room for a sentence. */
public record ModelName(String value) {
    /** @throws IllegalArgumentException if it is not of that form */
    public ModelName {
        if (!value.matches("[A-Za-z0-9][A-Za-z0-9.+-]{0,47}")) {
            throw new IllegalArgumentException(
                    "a model name has 1 to 48 letters, digits, dots, plus signs and hyphens");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
