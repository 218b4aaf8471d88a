package io.mededge.regional.completeness;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the region can say of a device's records in a span of time, and the signed statements that it rests on, so that others can check both. The form is
 * explained in docs/reference/completeness.md.
 *
 * @param from to the begin of its hour
 * @param hours that have ended, the newest first, telemetry before events
 * @param certificates ascending by when they were issued
 */
public record Evidence(
        String facility,
        String device,
        Instant from,
        Instant to,
        List<Hour> hours,
        List<SignedStatement> certificates) {

    /** @param statement complete, missing or unknown @param faults why values are missing in what is complete, or why it is not */
    public record Hour(String stream, Instant hour, String statement, long missing, List<String> faults) {}

    /**
     * @param keyId which key signed it
     * @param publicKey X.509 in base64; null when the region does not have it any more
     * @param signature Ed25519, base64
     * @param signedBytes what the signature is over, base64
     * @param ranges the same in words, each with what the region found
     */
    public record SignedStatement(
            String gateway,
            String stream,
            long epoch,
            long highest,
            Instant issued,
            String keyId,
            @Nullable String publicKey,
            String signature,
            String signedBytes,
            List<Range> ranges) {}

    /**
     * @param content SHA-256 over the records, hexadecimal digits
     * @param state unchecked, complete, missing, lost or different; unknown when the range was forgotten
     * @param missing which sequences have no row here
     */
    public record Range(
            long first,
            long last,
            Instant slot,
            String content,
            List<Gap> gaps,
            String state,
            List<Sequences> missing) {}

    /** A record that says that values are missing, and why. */
    public record Gap(long sequence, String fault) {}

    public record Sequences(long first, long last) {}
}
