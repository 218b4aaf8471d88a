package io.mededge.edge.session;

import io.mededge.edge.fuzz.CpuLimit;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.session.SessionBody.Malformed;
import java.security.PublicKey;
import java.time.ZoneOffset;

/** A signed session from somebody's disk, and the bodies of requests about sessions. */
public final class SignedSessionTarget {
    private static final PublicKey KEY = RecordKey.publicKey("""
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
            6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
            -----END PUBLIC KEY-----
            """);

    private static final StaffId SIGNER = new StaffId("n.first");

    private SignedSessionTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            if (SessionExport.verify(input, KEY) instanceof SessionExport.Verdict.Valid) {
                throw new IllegalStateException("nobody has signed this");
            }
            try {
                var body = SessionBody.read(input);
                body.claim(SIGNER, ZoneOffset.UTC);
                body.change();
            } catch (Malformed expected) {
                return;
            }
        });
    }
}
