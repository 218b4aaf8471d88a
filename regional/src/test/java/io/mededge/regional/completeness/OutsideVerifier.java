package io.mededge.regional.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/** Reads a statement as docs/reference/completeness.md explains it, with nothing but the JDK, and holds it against what is said beside it. */
final class OutsideVerifier {
    private OutsideVerifier() {}

    static boolean isSigned(Evidence.SignedStatement statement, String signedBytes) throws Exception {
        var key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(base64(Objects.requireNonNull(statement.publicKey()))));
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(base64(signedBytes));
        return signature.verify(base64(statement.signature()));
    }

    static void verify(Evidence.SignedStatement statement) throws Exception {
        assertThat(isSigned(statement, statement.signedBytes())).isTrue();
        var keyDigest =
                MessageDigest.getInstance("SHA-256").digest(base64(Objects.requireNonNull(statement.publicKey())));
        assertThat(HexFormat.of().formatHex(keyDigest)).startsWith(statement.keyId());

        var bytes = ByteBuffer.wrap(base64(statement.signedBytes()));
        assertThat(text(bytes)).isEqualTo("mededge completeness certificate 1");
        assertThat(text(bytes)).isEqualTo("region-1");
        assertThat(text(bytes)).isEqualTo("facility-1");
        assertThat(text(bytes)).isEqualTo(statement.gateway());
        assertThat(text(bytes)).isEqualTo("C-09");
        assertThat(bytes.get()).isEqualTo((byte) (statement.stream().equals("telemetry") ? 0 : 1));
        assertThat(bytes.getLong()).isEqualTo(statement.epoch());
        assertThat(bytes.getLong()).isEqualTo(statement.highest());
        assertThat(bytes.getLong()).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, statement.issued()));
        assertThat(bytes.getInt()).isEqualTo(statement.ranges().size());
        for (var range : statement.ranges()) {
            assertThat(bytes.getLong()).isEqualTo(range.first());
            assertThat(bytes.getLong()).isEqualTo(range.last());
            assertThat(bytes.getLong()).isEqualTo(range.slot().getEpochSecond());
            var content = new byte[32];
            bytes.get(content);
            assertThat(HexFormat.of().formatHex(content)).isEqualTo(range.content());
            assertThat(bytes.getInt()).isEqualTo(range.gaps().size());
            for (var gap : range.gaps()) {
                assertThat(bytes.getLong()).isEqualTo(gap.sequence());
                assertThat("ME-" + bytes.getInt()).isEqualTo(gap.fault());
            }
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private static String text(ByteBuffer bytes) {
        var text = new byte[bytes.getInt()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }
}
