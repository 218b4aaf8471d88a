package io.mededge.model.completeness;

import io.mededge.model.outbound.Certificate;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.HexFormat;

/** Signs certificates and checks their signatures: Ed25519 (RFC 8032) over bytes that do not depend on how a certificate travels. */
public final class CertificateSeal {
    public static final String ALGORITHM = "Ed25519";

    /** Nothing else that is ever signed with the same key begins so. */
    private static final String CONTEXT = "mededge completeness certificate 1";

    private static final int KEY_ID_DIGITS = 32;

    private CertificateSeal() {}

    /** @throws IllegalStateException if the key is none of {@link #ALGORITHM} */
    public static Certificate sign(Certificate.Statement statement, KeyPair key) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key.getPrivate());
            signature.update(signedBytes(statement));
            var seal =
                    new Certificate.Seal(keyId(key.getPublic()), HexFormat.of().formatHex(signature.sign()));
            return new Certificate(statement, seal);
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException("the key cannot sign", wrongKey);
        }
    }

    /** Whether the holder of this key's other half has signed exactly this. */
    public static boolean verify(Certificate certificate, PublicKey key) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signedBytes(certificate.statement()));
            return signature.verify(HexFormat.of().parseHex(certificate.seal().signature()));
        } catch (SignatureException | InvalidKeyException notOfThisKey) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java since 15 has " + ALGORITHM, impossible);
        }
    }

    /** As in {@link Certificate.Seal#keyId()}. */
    public static String keyId(PublicKey key) {
        return HexFormat.of()
                .formatHex(RecordChain.sha256().digest(key.getEncoded()))
                .substring(0, KEY_ID_DIGITS);
    }

    /** What the signature is over: with these, the signature and the public key anybody can check it. The form is in docs/reference/completeness.md. */
    public static byte[] signedBytes(Certificate.Statement statement) {
        var bytes = new CanonicalBytes().text(CONTEXT);
        write(statement, bytes);
        return bytes.copy();
    }

    static void write(Certificate.Statement statement, CanonicalBytes bytes) {
        var stream = statement.stream();
        bytes.text(stream.place().region().value())
                .text(stream.place().facility().value())
                .text(stream.gateway().value())
                .text(stream.device().value())
                .int1(stream.streamClass().ordinal())
                .int8(stream.epoch())
                .int8(statement.highest())
                .int8(RecordChain.micros(statement.issued()))
                .int4(statement.ranges().size());
        for (var range : statement.ranges()) {
            bytes.int8(range.sequences().first())
                    .int8(range.sequences().last())
                    .int8(range.slot().getEpochSecond())
                    .raw(range.content().bytes())
                    .int4(range.gaps().size());
            for (var gap : range.gaps()) {
                bytes.int8(gap.sequence()).int4(gap.fault().number());
            }
        }
    }
}
