package io.mededge.edge.session;

/** What came of signing. */
public sealed interface SignatureOutcome {
    record Signed(Signature signature) implements SignatureOutcome {}

    record Refused(String sentence) implements SignatureOutcome {}

    record Unknown(String sentence) implements SignatureOutcome {}
}
