package io.mededge.infra.devstack.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate before it is signed (RFC 5280). */
final class Draft {
    /** Tolerates a peer whose clock is behind. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int SERIAL_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private record Extra(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {}

    private final X500Principal subject;
    private final PublicKey subjectKey;
    private final Duration validity;
    private final List<Extra> extras = new ArrayList<>();

    Draft(X500Principal subject, PublicKey subjectKey, Duration validity) {
        this.subject = subject;
        this.subjectKey = subjectKey;
        this.validity = validity;
    }

    Draft with(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        extras.add(new Extra(id, critical, value));
        return this;
    }

    X509Certificate sign(X500Principal issuer, KeyPair issuerKeys, Clock clock)
            throws GeneralSecurityException, IOException {
        var now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).setBit(0), // positive, never 0
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(validity)),
                subject,
                subjectKey);
        for (var extra : extras) {
            builder.addExtension(extra.id(), extra.critical(), extra.value());
        }
        var identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(issuerKeys.getPublic()));
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException noSuchAlgorithm) {
            throw new GeneralSecurityException(noSuchAlgorithm);
        }
    }
}
