package io.mededge.edge.adt;

import io.mededge.model.fault.FaultCode;
import java.util.Optional;

/**
 * What is answered to a message, in HL7's original acknowledgement mode.
 *
 * @param fault empty with {@link Code#AA}
 * @param error code of HL7 table 0357; 0 with {@link Code#AA}
 * @param location where in the message, as ERR-2 has it, for example {@code PID^1^7}; may be empty
 * @param sentence for a person; nothing of the message is in it
 */
record Verdict(Code code, Optional<FaultCode> fault, int error, String location, String sentence) {
    /** MSA-1 (HL7 table 0008). */
    enum Code {
        /** Done, durably. */
        AA,
        /** The content is wrong. */
        AE,
        /** Not for us, or not now. */
        AR
    }

    private static final String SEPARATOR = "\t";

    static final Verdict TAKEN = new Verdict(Code.AA, Optional.empty(), 0, "", "");

    static Verdict wrong(FaultCode fault, int error, String location, String sentence) {
        return new Verdict(Code.AE, Optional.of(fault), error, location, sentence);
    }

    static Verdict rejected(FaultCode fault, int error, String location, String sentence) {
        return new Verdict(Code.AR, Optional.of(fault), error, location, sentence);
    }

    /** As it is remembered. */
    String kept() {
        return String.join(
                SEPARATOR,
                code.name(),
                fault.map(one -> Integer.toString(one.number())).orElse("0"),
                Integer.toString(error),
                location,
                sentence);
    }

    /** Reads {@link #kept}. */
    static Verdict of(String kept) {
        var parts = kept.split(SEPARATOR, 5);
        return new Verdict(
                Code.valueOf(parts[0]),
                FaultCode.ofNumber(Integer.parseInt(parts[1])),
                Integer.parseInt(parts[2]),
                parts[3],
                parts[4]);
    }
}
