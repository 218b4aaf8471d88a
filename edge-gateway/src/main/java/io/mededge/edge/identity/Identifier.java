package io.mededge.edge.identity;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A number under which an authority knows a patient. The authority (system) is mandatory, so that equal local numbers of two authorities never meet.
 * The value is normalised: compatibility forms joined (NFKC), white space removed, upper case; leading zeros and hyphens carry meaning and stay.
 */
public final class Identifier {
    /** Medical record number (HL7 v2 table 0203), the type unless another is named. */
    public static final String DEFAULT_TYPE = "MR";

    private final String system;
    private final String type;
    private final Personal<String> value;

    public Identifier(String system, String type, String value) {
        this.system = system;
        this.type = type;
        this.value = Personal.of(Normalizer.normalize(value, Normalizer.Form.NFKC)
                .replaceAll("\\s", "")
                .toUpperCase(Locale.ROOT));
    }

    /** The assigning authority, for example {@code urn:oid:2.999.1}. */
    public String system() {
        return system;
    }

    public String type() {
        return type;
    }

    public Personal<String> value() {
        return value;
    }

    @Override
    public String toString() {
        return "[identifier]";
    }
}
